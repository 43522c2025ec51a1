//! 工作台: what a person should do now, what is late, and how the rules stand. A pure function of summaries, settings and the
//! hour, so that the device answers without a network.

use crate::calendar::MayCall;
use crate::config::Configuration;
use crate::deadline::Due;
use crate::principal::Principal;
use crate::record::summary::Summary;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Desk {
    /// Customers to call (or to contact first), most urgent first, with whether it may be done now.
    pub calls: Vec<Call>,
}

/// One person to call: a follow-up, or a first contact with a customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Call {
    pub summary: Summary,
    /// The customer's file, if it is on this device.
    pub customer: Option<Summary>,
    pub due: Option<Due>,
    pub may_call: MayCall,
}

/// The desk of this person. `summaries` are all that are on the device.
pub fn desk<'a>(
    _summaries: impl Iterator<Item = &'a Summary> + Clone,
    _principal: &Principal,
    _config: &Configuration,
    _now_ms: i64,
) -> Desk {
    Desk::default()
}
