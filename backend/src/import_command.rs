//! `huifang import`: customer files from the machine the server runs on. Every line in both languages.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, bail};
use backend::import::batch::{self, Batch};
use backend::import::plan::{self, Choices, Refused};
use backend::import::preview::{Of, Preview};
use backend::import::{self, Mapping, Table};
use backend::sync::Records;
use backend::{now_ms, people};
use clap::Subcommand;
use shared::id::{DeviceId, UserId};
use shared::principal::Principal;
use shared::process::{self, customer};

use crate::Store;

/// Rows with errors that are printed.
const FAULTS_SHOWN: usize = 50;

#[derive(Subcommand)]
pub enum Import {
    /// Make customer files from a table: CSV (UTF-8, GB18030, UTF-16), .xlsx or .xls
    Customers {
        #[command(flatten)]
        store: Store,
        /// The table; its first row with known headings counts as the header
        file: PathBuf,
        /// Column=field, where the heading does not say it: 手机=phones; `备注=` leaves a column out. May be repeated
        #[arg(long, value_name = "COLUMN=FIELD")]
        map: Vec<String>,
        /// Name or id of the department that the files belong to
        #[arg(long, value_name = "NAME")]
        department: Option<String>,
        /// Whose work it is; without it the server's own
        #[arg(long = "as", value_name = "LOGIN")]
        login: Option<String>,
        /// Say what would be done, and write nothing
        #[arg(long)]
        dry_run: bool,
        /// Import the sound rows although others have errors
        #[arg(long)]
        skip_errors: bool,
        /// Make a second file for customers that have one already
        #[arg(long)]
        keep_duplicates: bool,
    },
    /// List the imports
    List {
        #[command(flatten)]
        store: Store,
    },
    /// Take an import back: files that nobody has worked on are retired, the others are kept and listed
    Undo {
        #[command(flatten)]
        store: Store,
        /// The id that the import printed
        batch: String,
    },
}

pub async fn run(command: Import) -> anyhow::Result<()> {
    match command {
        Import::Customers { store, file, map, department, login, dry_run, skip_errors, keep_duplicates } => {
            let bytes = std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let table = match import::read(&name, &bytes) {
                Ok(table) => table,
                Err(error) => bail!("{}\n{}", error.say().zh, error.say().en),
            };
            let mapping = mapping(&table, &map)?;
            let db = store.open().await?;
            let records = Records::new(db.clone(), process::built_in());
            batch::finish_all(&records).await?;
            let mut reader = db.reader().acquire().await?;
            let principal = match login {
                None => Principal::server(),
                Some(login) => {
                    let id = people::by_login(&mut reader, &login).await?;
                    let user = UserId::new(id.with_context(|| format!("没有用户 {login} · there is no {login}"))?);
                    let holdings = people::holdings(&mut reader, user.as_str()).await?;
                    Principal { user, device: DeviceId::default(), holdings }
                }
            };
            if plan::acting_post(&principal).is_none() {
                bail!("这个岗位不能新建客户档案 · this post may not make customer files");
            }
            let asked = match department {
                None => None,
                Some(name) => {
                    let query = sqlx::query_scalar("select id from departments where id = $1 or name = $1");
                    let id: Option<String> = query.bind(&name).fetch_optional(&mut *reader).await?;
                    Some(id.with_context(|| format!("没有部门“{name}” · there is no department {name}"))?)
                }
            };
            let department = batch::department(&mut reader, &principal, asked.as_deref()).await?;
            let department = department.context(
                "请用 --department 写明部门（须是本人所在部门） · name a department of this person with --department",
            )?;
            let choices = Choices {
                principal,
                file: name,
                department,
                skip_errors,
                skip_duplicates: !keep_duplicates,
                at_ms: now_ms(),
            };
            if dry_run {
                let there = batch::existing(&mut reader).await?;
                let seen = plan::check(&table, &mapping, &there, &choices);
                summary(&table, &mapping, &seen);
                if seen.counts.problems > 0 && !skip_errors {
                    bail!(both(&Refused::Errors(seen.counts.problems)));
                }
                println!("只是预览，没有写入 · A dry run: nothing was written");
                return Ok(());
            }
            drop(reader);
            let (table, mapping) = (Arc::new(table), Arc::new(mapping));
            match batch::run(&records, table.clone(), mapping.clone(), choices).await? {
                Err((refused, seen)) => {
                    summary(&table, &mapping, &seen);
                    bail!(both(&refused));
                }
                Ok(id) => {
                    let done = find(&records, &id).await?;
                    told(&done);
                    if done.state != "done" {
                        bail!("服务器没有接受，已全部撤回 · the server refused it; all of it was taken back");
                    }
                    println!("撤销 · To undo: huifang import undo {id}");
                }
            }
            db.close().await;
        }
        Import::List { store } => {
            let db = store.open().await?;
            for batch in batch::list(&mut *db.reader().acquire().await?, &Principal::server()).await? {
                told(&batch);
            }
        }
        Import::Undo { store, batch: id } => {
            let records = Records::new(store.open().await?, process::built_in());
            let found = find(&records, &id).await?;
            if found.state == "failed" || found.state == "undone" {
                bail!("这一批已经撤销过 · this import has been taken back already");
            }
            batch::finish(&records, &id).await?;
            batch::undo(&records, &id, &Principal::server()).await?;
            told(&find(&records, &id).await?);
            let lines = batch::lines(&mut *records.db.reader().acquire().await?, &id).await?;
            for line in lines.iter().filter(|line| line.state == "kept") {
                println!("  保留（有人改过） · kept, worked on: 第 {} 行 {} {}", line.line, line.title, line.record);
            }
        }
    }
    Ok(())
}

async fn find(records: &Records, id: &str) -> anyhow::Result<Batch> {
    let found = batch::find(&mut *records.db.reader().acquire().await?, id).await?;
    found.with_context(|| format!("没有这一批 {id} · there is no import {id}"))
}

fn both(refused: &Refused) -> String {
    let how = if *refused == Refused::Nothing { "" } else { "\n（--skip-errors）" };
    format!("{}\n{}{how}", refused.say().zh, refused.say().en)
}

fn told(batch: &Batch) {
    println!("{}  {}  {}", batch.id, batch.state, batch.file);
    println!(
        "  共 {} 行：导入 {}，有错误跳过 {}，已有档案跳过 {}，撤回 {}，保留 {}",
        batch.total, batch.made, batch.skipped_errors, batch.skipped_duplicates, batch.voided, batch.kept
    );
    println!(
        "  {} rows: {} imported, {} left out with errors, {} there already, {} taken back, {} kept",
        batch.total, batch.made, batch.skipped_errors, batch.skipped_duplicates, batch.voided, batch.kept
    );
}

/// The suggested mapping with what was said on the command line: a heading or a column's number, a field's key or label.
fn mapping(table: &Table, told: &[String]) -> anyhow::Result<Mapping> {
    let process = customer::process();
    let mut mapping = import::suggest(&table.headers);
    for one in told {
        let (column, field) = one.rsplit_once('=').with_context(|| format!("--map {one}: COLUMN=FIELD"))?;
        let by_number = column.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let index = table.headers.iter().position(|header| header == column).or(by_number);
        let place = index.and_then(|index| mapping.columns.get_mut(index));
        let place = place.with_context(|| format!("没有这一列：{column} · there is no column {column}"))?;
        *place = if field.is_empty() {
            None
        } else {
            let same = |one: &&process::Field| one.key == field || one.label.zh == field || one.label.en == field;
            let found = process.fields.iter().find(same);
            Some(found.with_context(|| format!("没有这个字段：{field} · there is no field {field}"))?.key.clone())
        };
    }
    Ok(mapping)
}

fn summary(table: &Table, mapping: &Mapping, seen: &Preview) {
    let counts = seen.counts;
    println!("{} · {} 行 rows", table.format, counts.rows);
    for (header, field) in table.headers.iter().zip(&mapping.columns) {
        println!("  {header} → {}", field.as_deref().unwrap_or("（不导入 · left out）"));
    }
    println!("可以导入 {}，有错误 {}，已有档案 {}", counts.ready, counts.problems, counts.duplicates);
    println!("{} ready, {} with errors, {} there already", counts.ready, counts.problems, counts.duplicates);
    for row in seen.rows.iter().filter(|row| !row.problems.is_empty()).take(FAULTS_SHOWN) {
        for problem in &row.problems {
            let column = problem.column.and_then(|column| table.headers.get(column)).map_or("", String::as_str);
            println!("  第 {} 行 {column}：{} · line {}: {}", row.line, problem.say.zh, row.line, problem.say.en);
        }
    }
    for row in seen.rows.iter().filter(|row| row.duplicate.is_some()).take(FAULTS_SHOWN) {
        let of = match row.duplicate.as_ref().map(|duplicate| &duplicate.of) {
            Some(Of::Record(id)) => id.clone(),
            Some(Of::Line(line)) => format!("第 {line} 行 line {line}"),
            None => continue,
        };
        println!("  第 {} 行重复 · line {} is there already: {of}", row.line, row.line);
    }
}
