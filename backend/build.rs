//! In a release build the page is part of the program, so a page built again must be taken in again. A debug build
//! reads dist/ when it is asked for a file, and needs no rebuilding.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=../dist");
    }
}
