use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Heading, Icon, LanguageSwitch, ThemeSwitch, Trouble};
use crate::i18n::{self, fill, t};
use crate::session::{Problem, Session};

/// Who you are, which posts you hold, and how this device looks and speaks.
#[component]
pub fn Home() -> impl IntoView {
    i18n::title(i18n::HOME);
    let session = Session::get();
    let problem = RwSignal::new(None::<Problem>);
    let busy = RwSignal::new(false);
    let sign_out = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = session.sign_out().await;
            busy.try_set(false);
            problem.try_set(answer.err());
        });
    };
    let posts = move || {
        let mut holdings = session.me().map(|me| me.holdings).unwrap_or_default();
        holdings.sort_by_key(|holding| holding.post);
        holdings.dedup_by_key(|holding| holding.post);
        if holdings.is_empty() {
            return view! { <p class="muted">{t(i18n::NO_POSTS)}</p> }.into_any();
        }
        let row = |holding: shared::principal::Holding| {
            view! {
                <li>
                    <div class="row">
                        <span class="row-main">
                            <b class="row-title">{move || holding.post.label().get(i18n::language()).to_owned()}</b>
                        </span>
                    </div>
                </li>
            }
        };
        view! { <ul class="rows">{holdings.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    view! {
        <div class="page" data-width="form">
            <header class="page-head">
                <div class="page-titles">
                    <Heading>{move || session.me().map(|me| fill(i18n::HELLO, &me.name))}</Heading>
                    <p class="page-note">{move || session.me().map(|me| fill(i18n::SIGNED_IN_AS, &me.login))}</p>
                </div>
            </header>
            <section class="card">
                <header class="card-head">
                    <h2 class="card-title">{t(i18n::MY_POSTS)}</h2>
                </header>
                <div class="card-body">{posts}</div>
            </section>
            <section class="card">
                <header class="card-head">
                    <h2 class="card-title">{t(i18n::THIS_DEVICE)}</h2>
                </header>
                <div class="card-body stack">
                    <div class="spread">
                        <span>{t(i18n::LANGUAGE_NAME)}</span>
                        <LanguageSwitch />
                    </div>
                    <div class="spread">
                        <span>{t(i18n::THEME_NAME)}</span>
                        <ThemeSwitch />
                    </div>
                    <Trouble problem />
                    <button class="button" aria-busy=move || busy.get().then_some("true") on:click=sign_out>
                        <Icon name="logout" />
                        {t(i18n::SIGN_OUT)}
                    </button>
                </div>
            </section>
        </div>
    }
}
