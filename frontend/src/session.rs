//! Who is signed in, and the few calls that need the server at once. Everything else goes through the worker.

use gloo_net::http::{Request, RequestBuilder, Response};
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::id::UserId;
use shared::label::{Label, Language};
use shared::principal::{Holding, Post, Principal};

use crate::browser;
use crate::i18n::{self, Words, fill, refusal};

/// Who is signed in on this device. Remembered by the browser, so that the day's work opens without a network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub user: UserId,
    pub login: String,
    pub name: String,
    #[serde(default)]
    pub holdings: Vec<Holding>,
}

impl Me {
    pub fn principal(&self) -> Principal {
        let device = browser::device_id().into();
        Principal { user: self.user.clone(), device, holdings: self.holdings.clone() }
    }

    pub fn holds(&self, post: Post) -> bool {
        self.holdings.iter().any(|holding| holding.post == post)
    }
}

/// Why something was not done: problem+json from the server, or no answer at all.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Problem {
    pub code: String,
    #[serde(default)]
    pub field: Option<String>,
    #[serde(default)]
    pub why: Option<String>,
    /// What the server says in its own words; then nothing is added here.
    #[serde(default)]
    say: Option<Label>,
    /// What reads well but cannot be settled so, point by point.
    #[serde(default)]
    problems: Vec<Label>,
    #[serde(skip)]
    pub wait: Option<String>,
}

impl Problem {
    fn new(code: &str) -> Self {
        Self { code: code.to_owned(), field: None, why: None, say: None, problems: vec![], wait: None }
    }

    pub fn is(&self, code: &str) -> bool {
        self.code == code
    }

    /// In the person's language, with what to do next.
    pub fn text(&self) -> String {
        let language = i18n::language();
        if let Some(say) = &self.say {
            return say.get(language).to_owned();
        }
        if !self.problems.is_empty() {
            let each: Vec<_> = self.problems.iter().map(|label| label.get(language)).collect();
            return each.join(if language == Language::Zh { "；" } else { "; " });
        }
        // `too_long` is said of passwords; of other fields the field is what to look at.
        let general = self.field.as_deref().is_none_or(|field| matches!(field, "password" | "login"));
        let why = self.why.as_deref().filter(|why| general || !why.starts_with("too_"));
        if let Some(words) = why.and_then(why_words) {
            return words.get(language).to_owned();
        }
        let words = match self.code.as_str() {
            "offline" => i18n::BAD_OFFLINE,
            "unauthenticated" => i18n::BAD_SESSION,
            "forbidden" => i18n::BAD_FORBIDDEN,
            "not_found" => i18n::BAD_NOT_FOUND,
            "conflict" => i18n::BAD_CONFLICT,
            "unavailable" => i18n::BAD_BUSY,
            "too_large" => refusal::TOO_LARGE,
            "malformed" => refusal::MALFORMED,
            "file_changed" => refusal::FILE_CHANGED,
            "rate_limited" => return fill(i18n::BAD_RATE, self.wait.as_deref().unwrap_or("60")),
            "invalid" => {
                let field = self.field.as_deref().unwrap_or("?");
                return fill(i18n::BAD_FIELD, field_name(field).map_or(field, |words| words.get(i18n::language())));
            }
            other => return fill(i18n::BAD_SERVER, other),
        };
        words.get(i18n::language()).to_owned()
    }
}

fn field_name(field: &str) -> Option<Words> {
    Some(match field {
        "login" => i18n::LOGIN,
        "name" => i18n::NAME,
        "password" => i18n::PASSWORD,
        "holdings" => i18n::POSTS,
        "device_id" | "device_name" => i18n::THIS_DEVICE,
        "ability" => refusal::ABILITY,
        "department" => i18n::DEPARTMENT,
        "from_day" => refusal::FROM_DAY,
        "to_day" => refusal::TO_DAY,
        "user" => refusal::PERSON,
        "parent" => refusal::PARENT,
        "head" => refusal::HEAD,
        "reason" => refusal::REASON,
        "mapping" => refusal::MAPPING,
        "year" => refusal::YEAR,
        "version" => refusal::VERSION,
        "number_prefix" => refusal::PREFIX,
        _ => return None,
    })
}

fn why_words(why: &str) -> Option<Words> {
    Some(match why {
        "taken" => i18n::WHY_TAKEN,
        "too_short" => i18n::WHY_SHORT,
        "too_long" => i18n::WHY_LONG,
        "too_common" => i18n::WHY_COMMON,
        "last_administrator" => i18n::WHY_LAST,
        "disabled" => i18n::WHY_DISABLED,
        "before_from_day" => refusal::WHY_BEFORE,
        "below_itself" => refusal::WHY_BELOW,
        "not_higher" => refusal::WHY_VERSION,
        "not_a_prefix" => refusal::WHY_PREFIX,
        "built_in" => refusal::WHY_BUILT_IN,
        "import_running" => refusal::WHY_RUNNING,
        _ => return None,
    })
}

pub type Answer<T> = Result<T, Problem>;

pub async fn send(request: RequestBuilder, body: Option<Value>) -> Answer<Response> {
    let request = match body {
        Some(body) => request.json(&body),
        None => request.build(),
    };
    sent(request).await
}

/// Sends a file as it is and reads what comes back.
pub async fn upload<T: DeserializeOwned>(request: RequestBuilder, file: &web_sys::File) -> Answer<T> {
    // Read first: a file that was moved or changed meanwhile is not a network that is down.
    let Ok(bytes) = wasm_bindgen_futures::JsFuture::from(file.array_buffer()).await else {
        return Err(Problem::new("file_changed"));
    };
    read(sent(request.body(bytes)).await?).await
}

async fn sent(request: Result<Request, gloo_net::Error>) -> Answer<Response> {
    let Ok(request) = request else { return Err(Problem::new("page")) };
    let Ok(response) = request.send().await else { return Err(Problem::new("offline")) };
    if response.ok() {
        return Ok(response);
    }
    let wait = response.headers().get("retry-after");
    let problem = response.json::<Problem>().await;
    let mut problem = problem.unwrap_or_else(|_| match response.status() {
        401 => Problem::new("unauthenticated"),
        502..=504 => Problem::new("unavailable"),
        status => Problem::new(&status.to_string()),
    });
    problem.wait = wait;
    Err(problem)
}

pub async fn read<T: DeserializeOwned>(response: Response) -> Answer<T> {
    response.json().await.map_err(|_| Problem::new("unreadable"))
}

/// Sends and reads what comes back.
pub async fn call<T: DeserializeOwned>(request: RequestBuilder, body: Option<Value>) -> Answer<T> {
    read(send(request, body).await?).await
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    Asking,
    Nobody,
    Unreachable(Problem),
    Here(Me),
}

const REMEMBERED: &str = "huifang.me";

/// One for the page, in the context of every component.
#[derive(Clone, Copy)]
pub struct Session {
    pub who: RwSignal<Who>,
    /// The server does not know us any more. Work goes on and waits on this device; signing in again sends it.
    pub expired: RwSignal<bool>,
}

impl Session {
    pub fn provide() -> Self {
        let known = browser::read(REMEMBERED).and_then(|text| serde_json::from_str(&text).ok());
        let who = RwSignal::new(known.map_or(Who::Asking, Who::Here));
        let session = Self { who, expired: RwSignal::new(false) };
        provide_context(session);
        session
    }

    pub fn get() -> Self {
        expect_context()
    }

    pub fn me(self) -> Option<Me> {
        self.who.track();
        self.me_untracked()
    }

    pub fn me_untracked(self) -> Option<Me> {
        match self.who.get_untracked() {
            Who::Here(me) => Some(me),
            _ => None,
        }
    }

    /// The name is forgotten here; the worker's storage is another matter (`Ask::Wipe`).
    pub fn forget(self) {
        browser::remove(REMEMBERED);
        self.expired.set(false);
        self.who.set(Who::Nobody);
    }

    pub fn is_administrator(self) -> bool {
        self.who.with(|who| matches!(who, Who::Here(me) if me.holds(Post::Administrator)))
    }

    /// A call that finds the session gone tells the whole page.
    pub fn heard(self, problem: &Problem) {
        if problem.is("unauthenticated") {
            self.ended();
        }
    }

    pub async fn ask(self) {
        let answer = match send(Request::get("/api/v1/session"), None).await {
            Ok(response) => read::<Me>(response).await,
            Err(problem) => Err(problem),
        };
        match answer {
            Ok(me) => {
                if let Ok(text) = serde_json::to_string(&me) {
                    browser::write(REMEMBERED, &text);
                }
                self.expired.set(false);
                if self.me_untracked().as_ref() != Some(&me) {
                    self.who.set(Who::Here(me));
                }
            }
            Err(problem) if problem.is("unauthenticated") => self.ended(),
            // Whoever was here goes on without the server.
            Err(_) if self.me_untracked().is_some() => {}
            Err(problem) => self.who.set(Who::Unreachable(problem)),
        }
    }

    /// The server has ended the session. Whoever was here keeps his work in front of him.
    pub fn ended(self) {
        if self.me_untracked().is_some() {
            self.expired.set(true);
        } else {
            self.who.set(Who::Nobody);
        }
    }

    pub async fn sign_in(self, login: &str, password: &str) -> Answer<()> {
        let body = json!({
            "login": login, "password": password,
            "device_id": browser::device_id(), "device_name": browser::device_name(),
        });
        send(Request::post("/api/v1/session"), Some(body)).await?;
        self.ask().await;
        Ok(())
    }

    /// Ends the session on the server. The name stays until [`Session::forget`]: what this device holds is settled between.
    pub async fn end(self) -> Answer<()> {
        match send(Request::delete("/api/v1/session"), None).await {
            Err(problem) if !problem.is("unauthenticated") => Err(problem),
            _ => Ok(()),
        }
    }
}

/// Whom a link is for: nobody yet, if it makes the first administrator.
#[derive(Clone, Debug, Deserialize)]
pub struct Looked {
    pub login: Option<String>,
    pub name: Option<String>,
}

pub async fn look(token: &str) -> Answer<Looked> {
    read(send(Request::post("/api/v1/links/look"), Some(json!({ "token": token }))).await?).await
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct Acceptance {
    pub token: String,
    pub name: String,
    pub login: String,
    pub password: String,
    pub device_id: String,
    pub device_name: String,
}

/// Sets the password; the server signs in at once.
pub async fn accept(acceptance: &Acceptance) -> Answer<()> {
    let body = serde_json::to_value(acceptance).map_err(|_| Problem::new("page"))?;
    send(Request::post("/api/v1/links/accept"), Some(body)).await.map(|_| ())
}
