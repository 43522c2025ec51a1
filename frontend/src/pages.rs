mod home;
mod invite;
mod login;
mod people;
mod welcome;

pub use home::Home;
pub use login::Login;
pub use people::People;
pub use welcome::Welcome;
