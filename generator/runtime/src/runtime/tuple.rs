//! Tuples: arrays of a fixed length whose items are of different types.

use super::json::{Json, Result};
use super::reader::{Reader, fail};
use super::writer::Writer;

macro_rules! tuple {
    ($($item:ident $index:tt),+) => {
        impl<$($item: Json),+> Json for ($($item,)+) {
            fn blank() -> Self {
                ($($item::blank(),)+)
            }
            fn fill(&mut self, reader: &mut Reader<'_>) -> Result<()> {
                fill(&mut [$(&mut self.$index),+], reader)
            }
            fn write(&self, writer: &mut Writer) {
                writer.array(&mut [$(&self.$index as &dyn Json),+].into_iter());
            }
        }
    };
}

tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);

/// Fills the items from an array of as many.
fn fill(items: &mut [&mut dyn Json], reader: &mut Reader<'_>) -> Result<()> {
    reader.peek();
    let (start, length, mut count) = (reader.at, items.len(), 0);
    reader.array(&mut |reader| {
        count += 1;
        match items.get_mut(count - 1) {
            Some(item) => item.fill(reader),
            None => reader.skip(),
        }
    })?;
    if count == length { Ok(()) } else { fail(start, format!("expected an array of {length} items")) }
}
