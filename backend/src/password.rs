//! Passwords: Argon2id (19 MiB, two passes), away from the threads that serve, and never more than a few at a time.

use std::sync::{Arc, OnceLock};

use anyhow::Context;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

pub const SHORTEST: usize = 10;
/// Longer ones would let anybody keep the processor busy.
pub const LONGEST: usize = 200;
/// Each hash takes 19 MiB and some 30 ms of a core.
const AT_ONCE: usize = 2;

/// What people choose first and attackers try first, in the lengths we accept.
const COMMON: &[&str] = &[
    "1234567890",
    "0123456789",
    "0987654321",
    "12345678910",
    "1qaz2wsx3edc",
    "1q2w3e4r5t",
    "qwertyuiop",
    "password123",
    "password1234",
    "administrator",
    "woaini1314520",
    "aa123456789",
    "a1234567890",
    "abc1234567",
    "abcd123456",
    "iloveyou123",
    "zxcvbnm123",
    "asdfghjkl123",
    "huifang123",
    "huifang123456",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weak {
    Short,
    Long,
    Common,
}

/// Is this password good enough for this login?
pub fn judge(password: &str, login: &str) -> Result<(), Weak> {
    let letters = password.chars().count();
    let lower = password.to_lowercase();
    let mut distinct: Vec<char> = lower.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    if letters < SHORTEST {
        Err(Weak::Short)
    } else if password.len() > LONGEST {
        Err(Weak::Long)
    } else if distinct.len() < 4 || COMMON.contains(&lower.as_str()) || lower == login.to_lowercase() {
        Err(Weak::Common)
    } else {
        Ok(())
    }
}

#[derive(Clone, Debug)]
pub struct Passwords {
    turns: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Passwords {
    pub async fn hash(&self, password: String) -> anyhow::Result<String> {
        self.run(move || hash_now(&password)).await?
    }

    /// Without a hash (no such login) it works just as long, and says no.
    pub async fn verify(&self, password: String, hash: Option<String>) -> anyhow::Result<bool> {
        self.run(move || {
            static NOBODY: OnceLock<Option<String>> = OnceLock::new();
            let known = hash.is_some();
            let Some(hash) = hash.or_else(|| NOBODY.get_or_init(|| hash_now("nobody's password").ok()).clone()) else {
                return false;
            };
            password.len() <= LONGEST && Argon2::default().verify_password(password.as_bytes(), &*hash).is_ok() && known
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> anyhow::Result<T> {
        let turn = self.turns.clone().acquire_owned().await.context("the password workers are closed")?;
        // The turn ends with the work, not with the request: a caller who hangs up frees nothing early.
        let done = tokio::task::spawn_blocking(move || {
            let value = work();
            drop(turn);
            value
        });
        done.await.context("a password worker failed")
    }
}

fn hash_now(password: &str) -> anyhow::Result<String> {
    let salt = crate::chance::bytes::<16>()?;
    let hash: argon2::password_hash::phc::PasswordHash = Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|error| anyhow::anyhow!("the password cannot be hashed: {error}"))?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_named() {
        assert_eq!(judge("short", "li"), Err(Weak::Short));
        assert_eq!(judge("1234567890", "li"), Err(Weak::Common));
        assert_eq!(judge("aaaaaaaaaaaa", "li"), Err(Weak::Common));
        assert_eq!(judge("li.xiaoming", "Li.Xiaoming"), Err(Weak::Common));
        assert_eq!(judge(&"abcdef".repeat(50), "li"), Err(Weak::Long));
        assert_eq!(judge("四个中文字加上数字十二", "li"), Ok(()));
    }

    #[tokio::test]
    async fn a_hash_fits_its_password_only() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse".into()).await.expect("hashed");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.verify("correct horse".into(), Some(hash.clone())).await.expect("verified"));
        assert!(!passwords.verify("correct house".into(), Some(hash)).await.expect("verified"));
        assert!(!passwords.verify("nobody's password".into(), None).await.expect("verified"));
    }
}
