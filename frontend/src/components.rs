//! Small parts that several pages share.

mod bits;
mod field;
mod frame;
mod switches;

pub use bits::{Heading, Icon, Trouble, hold_while_composing};
pub use field::Field;
pub use frame::Inside;
pub use switches::{LanguageSwitch, ThemeSwitch};
