//! `huifang import`: records from tables on the machine the server runs on. Every line in both languages.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, bail};
use backend::import::batch::{self, Batch};
use backend::import::plan::{self, Choices, Refused};
use backend::import::preview::{Of, Preview};
use backend::import::times::Order;
use backend::import::{self, Layout, Mapping, Separator, Table, Target, template};
use backend::sync::Records;
use backend::{configuration, now_ms, people};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use shared::id::{DeviceId, UserId};
use shared::principal::Principal;
use shared::process::{Field, Kind, MergeClass, Process};

use crate::Store;

/// Rows with errors that are printed.
const FAULTS_SHOWN: usize = 50;

#[derive(Subcommand)]
#[command(after_help = OTHERS, subcommand_value_name = "PROCESS")]
pub enum Import {
    /// Make customer files from a table: CSV (UTF-8, GB18030, UTF-16), .xlsx or .xls
    Customers {
        #[command(flatten)]
        table: FileOf,
    },
    /// List the imports
    List {
        #[command(flatten)]
        store: Store,
    },
    /// Take an import back: records that nobody has worked on are taken back, the others are kept and listed
    Undo {
        #[command(flatten)]
        store: Store,
        /// The id that the import printed
        batch: String,
    },
    /// Make records of another process
    #[command(external_subcommand)]
    Of(Vec<String>),
}

const OTHERS: &str = "\
Other processes: huifang import PROCESS FILE, with the options of `customers` (huifang import PROCESS --help).
PROCESS is the id of one that says how it is imported: project, building, unit, complaint, matter, repair, follow_up,
or one that the company has loaded.
A column may be mapped to opened_at and closed_at, too: then records carry the times of their past.";

#[derive(Args)]
pub struct FileOf {
    #[command(flatten)]
    store: Store,
    /// The table; its first row with known headings counts as the header
    file: PathBuf,
    /// Column=field, where the heading does not say it: 手机=phones; `备注=` leaves a column out. May be repeated
    #[arg(long, value_name = "COLUMN=FIELD")]
    map: Vec<String>,
    /// What every row holds where no column says it, as a cell would: rating=差评. May be repeated
    #[arg(long, value_name = "FIELD=VALUE")]
    set: Vec<String>,
    /// The file has no header, and each line of it is one cell, of column 1
    #[arg(long)]
    lines: bool,
    /// The first line holds data: columns are named by their number
    #[arg(long)]
    no_headings: bool,
    /// How dates are written whose year does not stand first; as found unless said
    #[arg(long, value_name = "ORDER", value_parser = ["day_first", "month_first"])]
    dates: Option<String>,
    /// A mapping that the company keeps by this name
    #[arg(long, value_name = "NAME")]
    template: Option<String>,
    /// Keep the mapping by this name, for files with the same headings
    #[arg(long, value_name = "NAME")]
    save_template: Option<String>,
    /// Name or id of the department that the records belong to
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
    /// Make a second record for rows that are there already
    #[arg(long)]
    keep_duplicates: bool,
}

/// The options of a process that is named by its id.
#[derive(Parser)]
struct Named {
    #[command(flatten)]
    table: FileOf,
}

pub async fn run(command: Import) -> anyhow::Result<()> {
    match command {
        Import::Customers { table } => make("customer", table).await?,
        Import::Of(words) => {
            let process = words.first().map(String::as_str).unwrap_or_default();
            let name = format!("huifang import {process}");
            let named = Named::command().bin_name(name).about("Make records of this process from a table");
            let found = named.try_get_matches_from(&words).and_then(|found| Named::from_arg_matches(&found));
            match found {
                Ok(named) => make(process, named.table).await?,
                // Help is an answer, too.
                Err(error) => error.exit(),
            }
        }
        Import::List { store } => {
            let db = store.open().await?;
            for batch in batch::list(&mut *db.reader().acquire().await?, &Principal::server()).await? {
                told(&batch);
            }
        }
        Import::Undo { store, batch: id } => {
            let records = records(store).await?;
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

/// The company's records, with every process that it has loaded.
async fn records(store: Store) -> anyhow::Result<Records> {
    let db = store.open().await?;
    let processes = configuration::processes(&mut *db.reader().acquire().await?).await?;
    Ok(Records::new(db, processes))
}

async fn make(id: &str, asked: FileOf) -> anyhow::Result<()> {
    let FileOf { store, file, map, set, lines, no_headings, dates, template, save_template, department, login, .. } =
        asked;
    let (dry_run, skip_errors, keep_duplicates) = (asked.dry_run, asked.skip_errors, asked.keep_duplicates);
    let bytes = std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let records = records(store).await?;
    let process = records.processes().iter().find(|one| one.id.as_str() == id && one.import.is_some()).cloned();
    let Some(process) = process.map(Arc::new) else {
        let all = records.processes();
        let all: Vec<&str> = all.iter().filter(|one| one.import.is_some()).map(|one| one.id.as_str()).collect();
        bail!("不能导入 {id}，可以导入的有 · {id} cannot be imported; these can: {}", all.join(" "));
    };
    let layout =
        Layout { headings: (lines || no_headings).then_some(false), separator: lines.then_some(Separator::None) };
    let table = match import::read_as(&name, &bytes, &process, layout) {
        Ok(table) => table,
        Err(error) => bail!("{}\n{}", error.say().zh, error.say().en),
    };
    batch::finish_all(&records).await?;
    let mut reader = records.db.reader().acquire().await?;
    let start = match template {
        None => import::suggest_for(&process, &table),
        Some(name) => {
            let kept = template::list(&mut reader, &process.id).await?.into_iter().find(|one| one.name == name);
            let kept = kept.with_context(|| format!("没有模板“{name}” · there is no template {name}"))?;
            kept.fit(&table).with_context(|| {
                format!("文件里没有模板“{name}”的全部列 · the file lacks columns of the template {name}")
            })?
        }
    };
    let mut mapping = mapping(&process, &table, start, &map)?;
    mapping.dates = dates.as_deref().and_then(Order::from_word).or(mapping.dates);
    for one in set {
        let (field, value) = one.split_once('=').with_context(|| format!("--set {one}: FIELD=VALUE"))?;
        let found = import::targets(&process).into_iter().find(|target| target.key == field);
        let found = found.with_context(|| format!("没有这个字段：{field} · there is no field {field}"))?;
        let plain = |one: &Field| one.class == MergeClass::Single && !matches!(one.kind, Kind::Record(_));
        if !process.field(&found.key).is_some_and(plain) {
            bail!("不能每行都填一样的：{field} · {field} cannot be the same in every row");
        }
        mapping.fixed.insert(found.key, value.to_owned());
    }
    let principal = match login {
        None => Principal::server(),
        Some(login) => {
            let id = people::by_login(&mut reader, &login).await?;
            let user = UserId::new(id.with_context(|| format!("没有用户 {login} · there is no {login}"))?);
            let holdings = people::holdings(&mut reader, user.as_str()).await?;
            Principal { user, device: DeviceId::default(), holdings }
        }
    };
    if plan::acting_post(&process, &principal).is_none() {
        bail!("这个岗位不能新建这种记录 · this post may not make such records");
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
    let utc_offset_minutes = configuration::calendar(&mut reader).await?.utc_offset_minutes;
    let choices = Choices {
        process: process.clone(),
        principal,
        file: name,
        department,
        skip_errors,
        skip_duplicates: !keep_duplicates,
        at_ms: now_ms(),
        utc_offset_minutes,
    };
    if dry_run {
        let there = batch::existing(&mut reader, &choices).await?;
        let seen = plan::check(&table, &mapping, &there, &choices);
        summary(&table, &mapping, &seen);
        if seen.counts.problems > 0 && !skip_errors {
            bail!(both(&Refused::Errors(seen.counts.problems)));
        }
        println!("只是预览，没有写入 · A dry run: nothing was written");
        return Ok(());
    }
    drop(reader);
    if let Some(name) = save_template {
        let mut tx = records.db.begin_write().await?;
        let columns = template::columns(&table, &mapping);
        if !template::keep(&mut tx, &choices.principal, &process.id, &name, (&columns, mapping.dates)).await? {
            bail!("模板太多了 · there are too many templates");
        }
        tx.commit().await?;
    }
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
    records.db.close().await;
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
    println!("{}  {}  {}  {}", batch.id, batch.state, batch.process, batch.file);
    println!(
        "  共 {} 行：导入 {}，有错误跳过 {}，重复跳过 {}，撤回 {}，保留 {}",
        batch.total, batch.made, batch.skipped_errors, batch.skipped_duplicates, batch.voided, batch.kept
    );
    println!(
        "  {} rows: {} imported, {} left out with errors, {} there already, {} taken back, {} kept",
        batch.total, batch.made, batch.skipped_errors, batch.skipped_duplicates, batch.voided, batch.kept
    );
}

/// A mapping with what was said on the command line: a heading or a column's number, a field's key or label.
fn mapping(process: &Process, table: &Table, start: Mapping, told: &[String]) -> anyhow::Result<Mapping> {
    let (mut mapping, fields) = (start, import::targets(process));
    for one in told {
        let (column, field) = one.rsplit_once('=').with_context(|| format!("--map {one}: COLUMN=FIELD"))?;
        let by_number = column.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let index = table.headers.iter().position(|header| header == column).or(by_number);
        let place = index.and_then(|index| mapping.columns.get_mut(index));
        let place = place.with_context(|| format!("没有这一列：{column} · there is no column {column}"))?;
        *place = if field.is_empty() {
            None
        } else {
            let same = |one: &&Target| one.key == field || one.label.zh == field || one.label.en == field;
            let found = fields.iter().find(same);
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
    for (column, style) in seen.styles.iter().filter(|(_, style)| style.ordered) {
        let header = table.headers.get(*column).map_or("", String::as_str);
        let (zh, en) = style.order.words();
        println!("  {header}：日期按 {zh} 读 · dates are read as {en}");
        if style.doubtful {
            println!("    分不清月和日，请核对 · month and day cannot be told apart: please check");
        }
    }
    println!("可以导入 {}，有错误 {}，重复 {}", counts.ready, counts.problems, counts.duplicates);
    println!("{} ready, {} with errors, {} there already", counts.ready, counts.problems, counts.duplicates);
    for row in seen.rows.iter().filter(|row| !row.problems.is_empty()).take(FAULTS_SHOWN) {
        for problem in &row.problems {
            let column = problem.column.and_then(|column| table.headers.get(column)).map_or("", String::as_str);
            println!("  第 {} 行 {column}：{} · line {}: {}", row.line, problem.say.zh, row.line, problem.say.en);
        }
    }
    for row in seen.rows.iter().filter(|row| !row.warnings.is_empty()).take(FAULTS_SHOWN) {
        for warning in &row.warnings {
            let line = row.line;
            println!(
                "  第 {line} 行（照样导入）：{} · line {line}, imported all the same: {}",
                warning.say.zh, warning.say.en
            );
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
