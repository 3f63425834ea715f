//! Finds the JSON path of a byte: the reader keeps none while it reads, since most texts read well.

use std::fmt::Write as _;

use super::reader::Reader;
use super::writer::Writer;

/// The containers that are open at a byte, from the outermost in.
enum Step {
    Index(usize),
    /// The key whose value is next, or none before one was read.
    Key(Option<String>),
}

/// The path of the value that starts at byte `offset`, or else of the innermost value around it.
/// The text before the offset must be the start of a JSON text; what follows may be anything.
#[cold]
pub(super) fn path_at(text: &str, offset: usize) -> String {
    let mut steps = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at).filter(|_| at < offset) {
        match (byte, steps.last_mut()) {
            (b'"', top) => {
                let mut reader = Reader::at(text, at);
                let Ok(string) = reader.string() else { break };
                if reader.at > offset {
                    break;
                }
                at = reader.at;
                if let Some(Step::Key(key @ None)) = top {
                    *key = Some(string.into_owned());
                }
                continue;
            }
            (b'{', _) => steps.push(Step::Key(None)),
            (b'[', _) => steps.push(Step::Index(0)),
            (b'}' | b']', _) => drop(steps.pop()),
            (b',', Some(Step::Index(index))) => *index += 1,
            (b',', Some(Step::Key(key))) => *key = None,
            _ => {}
        }
        at += 1;
    }
    render(&steps)
}

fn render(steps: &[Step]) -> String {
    let mut path = String::from("$");
    for step in steps {
        // Writing to a `String` cannot fail.
        let _ = match step {
            Step::Index(index) => write!(path, "[{index}]"),
            Step::Key(Some(key)) if is_identifier(key) => write!(path, ".{key}"),
            Step::Key(Some(key)) => {
                let mut quoted = Writer::default();
                quoted.string(key);
                write!(path, "[{}]", String::from_utf8_lossy(&quoted.into_bytes()))
            }
            Step::Key(None) => Ok(()),
        };
    }
    path
}

fn is_identifier(key: &str) -> bool {
    !key.starts_with(|char: char| char.is_ascii_digit())
        && !key.is_empty()
        && key.chars().all(|char| char.is_alphanumeric() || char == '_')
}
