//! What is wrong or doubtful in the input, in words for the person who has to mend it.

mod code;
mod render;

use crate::source::Location;
pub use code::{Code, Severity};
pub use render::{Report, reports};

/// One finding: what, where, and what to do about it.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The stable name of this kind of finding.
    pub code: Code,
    /// Where it was found.
    pub at: Location,
    /// What is wrong, one sentence without a full stop.
    pub message: String,
    /// What to do, one sentence without a full stop.
    pub help: Option<String>,
    /// A second place that belongs to the finding, and what it is.
    pub related: Option<(Location, String)>,
}

impl Diagnostic {
    /// Says what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Names a second place that belongs to the finding.
    pub fn related(&mut self, at: &Location, what: impl Into<String>) -> &mut Self {
        self.related = Some((at.clone(), what.into()));
        self
    }
}

/// The sink that every stage reports to.
#[derive(Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

/// An error was reported, so the stages that follow must not run.
#[derive(Clone, Copy, Debug)]
pub struct Failed;

impl Diagnostics {
    /// Records a finding; its severity follows from the code.
    #[allow(clippy::missing_panics_doc, reason = "the list was pushed to one line above")]
    pub fn report(&mut self, code: Code, at: &Location, message: impl Into<String>) -> &mut Diagnostic {
        self.list.push(Diagnostic { code, at: at.clone(), message: message.into(), help: None, related: None });
        let last = self.list.len() - 1;
        #[allow(clippy::indexing_slicing, reason = "the list was pushed to two lines above")]
        &mut self.list[last]
    }

    /// Ends a stage: the next one may assume that no error was reported so far.
    ///
    /// # Errors
    /// When one was.
    pub fn checkpoint(&self) -> Result<(), Failed> {
        if self.list.iter().any(|diagnostic| diagnostic.code.severity() == Severity::Error) {
            Err(Failed)
        } else {
            Ok(())
        }
    }

    /// Forgets the warnings about places of which nothing is to be told.
    pub fn forget(&mut self, about: impl Fn(&Location) -> bool) {
        self.list.retain(|finding| finding.code.severity() == Severity::Error || !about(&finding.at));
    }

    /// The findings, in the order they were made.
    pub fn list(&self) -> &[Diagnostic] {
        &self.list
    }
}
