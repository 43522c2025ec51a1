//! Many runs as a few numbers.

use serde_json::{Value as Json, json};

/// p50, p95 and p99 with the ends, to the microsecond where the unit is milliseconds.
pub fn spread(values: &[f64]) -> Json {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let index = (sorted.len() as f64 * share).ceil() as usize;
        sorted.get(index.clamp(1, sorted.len().max(1)) - 1).copied().unwrap_or(f64::NAN)
    };
    let round = |value: f64| (value * 1_000.0).round() / 1_000.0;
    json!({
        "runs": sorted.len(), "min": round(at(0.0)), "p50": round(at(0.5)), "p95": round(at(0.95)),
        "p99": round(at(0.99)), "max": round(at(1.0)),
    })
}

/// One measurement, one line.
pub fn say(workload: &str, of: Json, found: Json) {
    let mut line = serde_json::Map::new();
    line.insert("workload".into(), json!(workload));
    line.insert("peer".into(), json!("huifang"));
    for part in [of, found] {
        if let Json::Object(part) = part {
            line.extend(part);
        }
    }
    println!("{}", Json::Object(line));
}
