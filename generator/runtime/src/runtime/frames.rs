//! Tells the items of a stream apart: the bytes of server-sent events, JSON lines and JSON sequences.

use std::time::Duration;

use bytes::{Bytes, BytesMut};

use super::json;

/// What comes before each text of a JSON sequence (RFC 7464).
const SEPARATOR: u8 = 0x1e;

/// How items are told apart.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Framing {
    /// Events whose data is JSON: one without data only keeps the connection open.
    #[default]
    Events,
    TextEvents,
    Lines,
    Sequence,
}

impl Framing {
    pub(super) fn is_events(self) -> bool {
        matches!(self, Self::Events | Self::TextEvents)
    }
}

/// An item, not yet decoded.
pub(super) struct Frame {
    pub(super) event: String,
    pub(super) id: String,
    pub(super) text: Bytes,
    /// Whether it may lack its end.
    pub(super) cut: bool,
}

/// What came and is not given yet.
#[derive(Default)]
pub(super) struct Frames {
    pub(super) framing: Framing,
    buffer: BytesMut,
    /// How much of the buffer holds no end of an item or line.
    searched: usize,
    /// Whether the line before ended in CR, to which an LF may belong.
    after_cr: bool,
    /// Whether a line came.
    started: bool,
    /// The event that is being read.
    event: String,
    data: Option<String>,
    id: String,
    /// The id of the last event that was whole.
    pub(super) last_id: String,
    /// How long the server asks to wait before the connection is made again.
    pub(super) pause: Option<Duration>,
    /// Whether the server said that this is the end.
    pub(super) ended: bool,
}

impl Frames {
    pub(super) fn new(framing: Framing) -> Self {
        Self { framing, ..Self::default() }
    }

    /// Begins anew, behind the last event that was whole.
    pub(super) fn start(&mut self) {
        let (last_id, id) = (self.last_id.clone(), std::mem::take(&mut self.last_id));
        *self = Self { framing: self.framing, pause: self.pause, last_id, id, ..Self::default() };
    }

    pub(super) fn push(&mut self, chunk: &[u8]) {
        self.buffer.extend_from_slice(chunk);
    }

    /// How many bytes are held.
    pub(super) fn held(&self) -> usize {
        self.buffer.len() + self.data.as_ref().map_or(0, String::len)
    }

    /// Lets the last text end with the body. An event that is not whole is none.
    pub(super) fn finish(&mut self) {
        match self.framing {
            Framing::Events | Framing::TextEvents => {}
            Framing::Lines => self.push(b"\n"),
            Framing::Sequence => self.push(&[SEPARATOR]),
        }
    }

    /// The next item that is whole.
    pub(super) fn next(&mut self) -> Option<Frame> {
        if self.framing.is_events() {
            return self.next_event();
        }
        loop {
            let text = self.piece()?.freeze();
            let Some(first) = text.iter().find(|byte| !byte.is_ascii_whitespace()) else { continue };
            // Without the line's end nothing tells `12` from the start of `123`.
            let cut = self.framing == Framing::Sequence && !b"{[\"".contains(first) && !text.ends_with(b"\n");
            return Some(Frame { event: String::new(), id: String::new(), text, cut });
        }
    }

    /// The next event.
    fn next_event(&mut self) -> Option<Frame> {
        loop {
            let piece = self.piece()?;
            let line = String::from_utf8_lossy(&piece);
            let line = line.strip_prefix('\u{feff}').filter(|_| !self.started).unwrap_or(&line);
            self.started = true;
            if line.is_empty() {
                self.last_id.clone_from(&self.id);
                let event = Some(std::mem::take(&mut self.event)).filter(|event| !event.is_empty());
                match self.data.take() {
                    Some(data) if data == "[DONE]" => {
                        self.ended = true;
                        self.buffer.clear();
                        return None;
                    }
                    Some(data) if self.framing == Framing::TextEvents || !data.trim_ascii().is_empty() => {
                        let event = event.unwrap_or_else(|| "message".to_owned());
                        return Some(Frame { event, id: self.id.clone(), text: data.into(), cut: false });
                    }
                    _ => continue,
                }
            }
            let (field, value) = line.split_once(':').unwrap_or((line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match (field, &mut self.data) {
                ("data", Some(data)) => data.extend(["\n", value]),
                ("data", data) => *data = Some(value.to_owned()),
                ("event", _) => value.clone_into(&mut self.event),
                ("id", _) if !value.contains('\0') => value.clone_into(&mut self.id),
                ("retry", _) if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                    self.pause = value.parse().ok().map(Duration::from_millis).or(self.pause);
                }
                _ => {}
            }
        }
    }

    /// What comes before the next end of a line, or the next separator; of a sequence, with its line's end.
    fn piece(&mut self) -> Option<BytesMut> {
        if self.after_cr && self.buffer.first() == Some(&b'\n') {
            drop(self.buffer.split_to(1));
        }
        self.after_cr &= self.buffer.is_empty();
        let framing = self.framing;
        let ends = |byte: &u8| match framing {
            Framing::Events | Framing::TextEvents => matches!(byte, b'\r' | b'\n'),
            Framing::Lines => *byte == b'\n',
            Framing::Sequence => *byte == SEPARATOR,
        };
        let Some(at) = self.buffer.iter().skip(self.searched).position(ends) else {
            self.searched = self.buffer.len();
            // The separator of the next text may be long in coming.
            let whole = framing == Framing::Sequence
                && self.buffer.ends_with(b"\n")
                && json::decode::<()>(&self.buffer).is_ok();
            return whole.then(|| {
                self.searched = 0;
                self.buffer.split()
            });
        };
        let mut piece = self.buffer.split_to(self.searched + at + 1);
        self.searched = 0;
        self.after_cr = framing.is_events() && piece.ends_with(b"\r");
        piece.truncate(piece.len() - 1);
        Some(piece)
    }
}
