//! The page: files of dist/, inside the program in a release build.

use std::fmt::Write as _;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rust_embed::{Embed, EmbeddedFile};
use sha2::{Digest, Sha256};

use super::error::Error;
use crate::config::Config;

#[derive(Embed)]
#[folder = "../dist"]
#[allow_missing = true]
struct Dist;

const NOT_BUILT: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>回访</title>\
    <p>页面尚未构建。请运行 make build。</p><p lang=\"en\">The page was not built. Run make build.</p></html>";

pub fn answer(path: &str, asked: &HeaderMap, config: &Config) -> Response {
    let name = path.trim_start_matches('/');
    if name.split('/').any(|part| part == ".." || part.starts_with('.')) {
        return Error::NotFound.into_response();
    }
    if !name.is_empty()
        && name != "index.html"
        && let Some(plain) = Dist::get(name)
    {
        return file(name, plain, asked, None);
    }
    // A file that is gone must not come as the page: a script that is HTML helps nobody.
    let last = name.rsplit('/').next().unwrap_or(name);
    if last.contains('.') && name != "index.html" && !name.starts_with("welcome/") {
        return Error::NotFound.into_response();
    }
    match Dist::get("index.html") {
        Some(index) => {
            let policy = policy(&String::from_utf8_lossy(&index.data), asked, config);
            file("index.html", index, asked, Some(policy))
        }
        None => {
            let headers = [
                (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
                (header::CACHE_CONTROL, "no-store".to_owned()),
                (header::CONTENT_SECURITY_POLICY, policy("", asked, config)),
            ];
            (StatusCode::SERVICE_UNAVAILABLE, headers, NOT_BUILT).into_response()
        }
    }
}

fn file(name: &str, plain: EmbeddedFile, asked: &HeaderMap, policy: Option<String>) -> Response {
    let kind = match plain.metadata.mimetype() {
        text if text.starts_with("text/") => format!("{text}; charset=utf-8"),
        other => other.to_owned(),
    };
    let (coding, chosen) = ["br", "gzip"]
        .into_iter()
        .filter(|coding| accepts(asked, coding))
        .find_map(|coding| {
            let ending = if coding == "br" { "br" } else { "gz" };
            Dist::get(&format!("{name}.{ending}")).map(|file| (Some(coding), file))
        })
        .unwrap_or((None, plain));
    let tag = format!("\"{}\"", hex::encode(&chosen.metadata.sha256_hash()[..16]));
    let known = asked.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    let unchanged = known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag));
    let cache = if is_immutable(name) { "public, max-age=31536000, immutable" } else { "no-cache" };

    let length = chosen.data.len();
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::from(chosen.data.into_owned()))
    };
    let headers = response.headers_mut();
    let mut set = |key, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(key, value);
        }
    };
    set(header::ETAG, &tag);
    set(header::CACHE_CONTROL, cache);
    set(header::VARY, "accept-encoding");
    if !unchanged {
        set(header::CONTENT_TYPE, &kind);
        set(header::CONTENT_LENGTH, &length.to_string());
        if let Some(coding) = coding {
            set(header::CONTENT_ENCODING, coding);
        }
    }
    if let Some(policy) = policy {
        set(header::CONTENT_SECURITY_POLICY, &policy);
    } else if name.ends_with(".js") {
        // A worker lives under the policy it came with, not under the page's.
        set(header::CONTENT_SECURITY_POLICY, &self::policy("", asked, &Config::default()));
    }
    response
}

/// Has the name a hash of the contents in it? `page-0123456789abcdef_bg.wasm`.
fn is_immutable(name: &str) -> bool {
    name.match_indices('-').any(|(at, _)| {
        let rest = &name[at + 1..];
        let digits = rest.bytes().take_while(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')).count();
        let rest = &rest[digits..];
        (8..=16).contains(&digits) && rest.strip_prefix("_bg").unwrap_or(rest).starts_with('.')
    })
}

fn accepts(asked: &HeaderMap, coding: &str) -> bool {
    let codings = asked.get(header::ACCEPT_ENCODING).and_then(|codings| codings.to_str().ok()).unwrap_or("");
    codings.split(',').any(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        let refused = weight.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()) == Some(0.0);
        name.trim().eq_ignore_ascii_case(coding) && !refused
    })
}

/// Nothing but our own files and the inline scripts that the build wrote.
fn policy(index: &str, asked: &HeaderMap, config: &Config) -> String {
    let mut scripts = String::new();
    for script in inline_scripts(index) {
        let _ = write!(scripts, " 'sha256-{}'", STANDARD.encode(Sha256::digest(script.as_bytes())));
    }
    // Older browsers do not count a socket to the same host as 'self'.
    let host = config.public_host().or_else(|| asked.get(header::HOST).and_then(|host| host.to_str().ok()));
    let plain = |host: &&str| {
        host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']'))
    };
    let socket = host
        .filter(plain)
        .map_or(String::new(), |host| format!(" {}://{host}", if config.secure() { "wss" } else { "ws" }));
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src 'self'; \
         img-src 'self' data: blob:; font-src 'self'; connect-src 'self'{socket}; worker-src 'self'; \
         manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

fn inline_scripts(html: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find("<script") {
        rest = &rest[at..];
        let (Some(open), Some(close)) = (rest.find('>'), rest.find("</script>")) else {
            break;
        };
        if open < close && !rest[..open].contains(" src") {
            found.push(&rest[open + 1..close]);
        }
        rest = &rest[close + "</script>".len()..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hashed_names_are_immutable() {
        for name in ["page-0123456789abcdef_bg.wasm", "page-0123456789abcdef.js", "base-01234567.css"] {
            assert!(is_immutable(name), "{name}");
        }
        for name in ["index.html", "sw.js", "icons/icon-192.png", "a-0123.js", "page-0123456789abcdefff.js"] {
            assert!(!is_immutable(name), "{name}");
        }
    }

    #[test]
    fn inline_scripts_are_found_and_others_are_not() {
        let html = "<script src=\"a.js\"></script><script type=\"module\">let a = 1;</script><script>b</script><script";
        assert_eq!(inline_scripts(html), ["let a = 1;", "b"]);
    }
}
