use std::collections::BTreeMap;

use gloo_net::http::Request;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;
use shared::limits::IMPORT_BYTES_MAX;
use shared::principal::Post;

use super::wire::{Batch, Detail, Fitting, Shown};
use super::words;
use crate::browser;
use crate::components::{Doing, Remote};
use crate::i18n::{self, fill};
use crate::session::{Answer, Session, call, upload};

const LOOK_AGAIN_MS: u32 = 700;

/// From the file that was chosen to the batch that was made of it. The file is sent again with each choice: the server
/// keeps nothing of a preview.
#[derive(Clone, Copy)]
pub struct Flow {
    file: StoredValue<Option<web_sys::File>, LocalStorage>,
    /// What is imported: the id of a process.
    pub process: RwSignal<String>,
    /// The kept mapping in use, by its id.
    pub template: RwSignal<String>,
    pub name: RwSignal<String>,
    pub shown: RwSignal<Option<Shown>>,
    /// Column → field, as the person has it now.
    pub mapping: RwSignal<BTreeMap<usize, String>>,
    /// Columns that the person has decided about, be it to leave them out.
    pub touched: RwSignal<Vec<usize>>,
    /// How its dates are written: `day_first`, `month_first`, or empty for as found.
    pub dates: RwSignal<String>,
    /// What the person says of its first line (`true`: names of columns) and of what separates its cells; empty: as found.
    pub headings: RwSignal<String>,
    pub separator: RwSignal<String>,
    pub skip_errors: RwSignal<bool>,
    pub skip_duplicates: RwSignal<bool>,
    pub department: RwSignal<String>,
    /// The departments that this person may import for: id and name.
    pub departments: Memo<Vec<(String, String)>>,
    pub refused: RwSignal<Option<String>>,
    pub reading: Doing,
    pub importing: Doing,
    pub made: RwSignal<Option<Batch>>,
    pub batches: Remote<Vec<Batch>>,
    /// A choice was made while the last preview was under way.
    stale: RwSignal<bool>,
    /// What the columns are is asked anew: the file is cut another way.
    anew: RwSignal<bool>,
}

#[derive(Clone, Debug, serde::Deserialize)]
struct Department {
    id: String,
    name: String,
    active: bool,
}

fn departments() -> Memo<Vec<(String, String)>> {
    let there = Remote::<Vec<Department>>::open("/api/v1/departments");
    let me = Session::get().me_untracked();
    let own: Vec<String> = me.iter().flat_map(|me| &me.holdings).map(|holding| holding.department.0.clone()).collect();
    let manages = me.is_some_and(|me| me.holds(Post::Manager));
    Memo::new(move |_| {
        let mine = |one: &Department| one.active && (manages || own.contains(&one.id));
        let all = there.or_empty().into_iter().filter(mine);
        all.map(|one| (one.id, one.name)).collect()
    })
}

impl Flow {
    pub fn new() -> Self {
        let flow = Self {
            file: StoredValue::new_local(None),
            process: RwSignal::new("customer".to_owned()),
            template: RwSignal::new(String::new()),
            name: RwSignal::new(String::new()),
            shown: RwSignal::new(None),
            mapping: RwSignal::new(BTreeMap::new()),
            touched: RwSignal::new(Vec::new()),
            dates: RwSignal::new(String::new()),
            headings: RwSignal::new(String::new()),
            separator: RwSignal::new(String::new()),
            skip_errors: RwSignal::new(false),
            skip_duplicates: RwSignal::new(true),
            department: RwSignal::new(String::new()),
            departments: departments(),
            refused: RwSignal::new(None),
            reading: Doing::new(),
            importing: Doing::new(),
            made: RwSignal::new(None),
            batches: Remote::open("/api/v1/imports"),
            stale: RwSignal::new(false),
            anew: RwSignal::new(false),
        };
        // Who leads several has the first of them until another is chosen: not even a preview can do without.
        Effect::new(move |_| {
            let first = flow.departments.with(|all| all.first().map(|(id, _)| id.clone()));
            if let Some(first) = first.filter(|_| flow.department.with_untracked(String::is_empty)) {
                flow.department.set(first);
                flow.preview();
            }
        });
        Effect::new(move |_| {
            if !flow.reading.busy.get() && flow.stale.get_untracked() {
                flow.stale.set(false);
                flow.preview();
            }
        });
        flow
    }

    pub fn choose(self, file: web_sys::File) {
        self.forget();
        let bytes = file.size();
        if bytes == 0.0 {
            self.refused.set(Some(words::EMPTY_FILE.get(i18n::language()).to_owned()));
            return;
        }
        if bytes > IMPORT_BYTES_MAX as f64 {
            let megabytes = format!("{:.1}", bytes / 1_048_576.0);
            self.refused.set(Some(fill(words::TOO_BIG, &megabytes)));
            return;
        }
        self.name.set(file.name());
        self.file.set_value(Some(file));
        self.preview();
    }

    pub fn forget(self) {
        self.file.set_value(None);
        self.name.set(String::new());
        self.shown.set(None);
        self.made.set(None);
        self.refused.set(None);
        self.mapping.set(BTreeMap::new());
        self.touched.set(Vec::new());
        self.template.set(String::new());
        self.dates.set(String::new());
        self.headings.set(String::new());
        self.separator.set(String::new());
        self.skip_errors.set(false);
        self.skip_duplicates.set(true);
        self.reading.problem.set(None);
        self.importing.problem.set(None);
    }

    fn address(self, path: &str) -> String {
        let (name, department) = (self.name.get_untracked(), self.department.get_untracked());
        let mut address = format!(
            "{path}?process={}&name={}&skip_errors={}&skip_duplicates={}&department={}",
            browser::encoded(&self.process.get_untracked()),
            browser::encoded(&name),
            self.skip_errors.get_untracked(),
            self.skip_duplicates.get_untracked(),
            browser::encoded(&department),
        );
        for (key, said) in [("dates", self.dates), ("headings", self.headings), ("separator", self.separator)] {
            let said = said.get_untracked();
            if !said.is_empty() {
                address.push_str(&format!("&{key}={said}"));
            }
        }
        // Before the first preview there is no mapping: then the server suggests one.
        if self.shown.with_untracked(Option::is_some) && !self.anew.get_untracked() {
            let mapping = json!(self.mapping.get_untracked()).to_string();
            address.push_str(&format!("&mapping={}", browser::encoded(&mapping)));
        }
        address
    }

    /// What an import would do with the choices of the moment. Nothing is written.
    pub fn preview(self) {
        let Some(file) = self.file.get_value() else { return };
        if self.reading.busy.get_untracked() {
            self.stale.set(true);
            return;
        }
        let first = self.shown.with_untracked(Option::is_none) || self.anew.get_untracked();
        let request = Request::post(&self.address("/api/v1/imports/preview"));
        let work = async move { upload::<Shown>(request, &file).await };
        self.reading.after(work, move |shown| {
            if first {
                let chosen = |column: &super::wire::Column| Some((column.index, column.suggested.clone()?));
                self.mapping.set(shown.columns.iter().filter_map(chosen).collect());
                self.anew.set(false);
            }
            self.shown.set(Some(shown));
        });
    }

    /// The file is cut as the person says, and its columns are others.
    pub fn cut(self, what: RwSignal<String>, said: String) {
        what.set(said);
        self.template.set(String::new());
        self.touched.set(Vec::new());
        self.anew.set(true);
        self.preview();
    }

    /// A field that takes one column leaves the column that had it.
    pub fn map(self, column: usize, field: Option<String>) {
        let many = field.as_ref().is_some_and(|key| {
            self.shown.with_untracked(|shown| {
                shown.as_ref().is_some_and(|shown| shown.fields.iter().any(|one| one.key == *key && one.many))
            })
        });
        self.mapping.update(|mapping| {
            mapping.remove(&column);
            if let Some(field) = field {
                mapping.retain(|_, other| many || *other != field);
                mapping.insert(column, field);
            }
        });
        self.touched.update(|touched| touched.push(column));
        self.preview();
    }

    /// The columns are what a kept mapping says; without one, what their headings suggest.
    pub fn follow_template(self, chosen: Option<Fitting>) {
        self.template.set(chosen.as_ref().map(|one| one.id.clone()).unwrap_or_default());
        let columns = self.shown.with_untracked(|shown| shown.as_ref().map_or(0, |shown| shown.columns.len()));
        match chosen {
            Some(chosen) => {
                self.touched.set((0..columns).collect());
                self.mapping.set(chosen.mapping);
                self.dates.set(chosen.dates.unwrap_or_default());
            }
            None => {
                self.touched.set(Vec::new());
                self.shown.set(None);
            }
        }
        self.preview();
    }

    pub fn import(self) {
        let Some(file) = self.file.get_value() else { return };
        let request = Request::post(&self.address("/api/v1/imports"));
        let work = async move {
            let answer: Answer<Batch> = upload(request, &file).await;
            // Whatever was answered, the list says what there is; after a lost connection nothing else does.
            self.batches.read().await;
            answer
        };
        self.importing.after(work, move |batch| {
            self.made.set(Some(batch));
            self.follow();
        });
    }

    /// Looks until nothing goes on any more.
    pub fn follow(self) {
        spawn_local(async move {
            while let Some(Some(batch)) = self.made.try_get_untracked() {
                if !batch.goes_on() {
                    break;
                }
                gloo_timers::future::TimeoutFuture::new(LOOK_AGAIN_MS).await;
                let address = format!("/api/v1/imports/{}", batch.id);
                if let Ok(detail) = call::<Detail>(Request::get(&address), None).await {
                    let same = |now: &Option<Batch>| now.as_ref().is_some_and(|now| now.id == batch.id);
                    if self.made.try_with_untracked(same) != Some(true) {
                        break;
                    }
                    self.made.try_set(Some(detail.batch));
                }
            }
            self.batches.read().await;
        });
    }
}
