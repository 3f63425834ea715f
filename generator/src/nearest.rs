//! What was probably meant by a word that is not known.

/// The nearest of the known words, if few letters differ: two, or more in a long word.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.len() / 6).max(2);
    known
        .map(|known| (distance(known, word), known))
        .filter(|(distance, _)| *distance <= limit && *distance * 2 < word.len())
        .min()
        .map(|(_, known)| known)
}

/// How many letters must be added, removed or replaced to make one word of the other, whatever their case.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.to_lowercase().chars().collect();
    let mut line: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.to_lowercase().chars().enumerate() {
        let mut next = vec![i + 1];
        for ((y, above), (left_above, j)) in b.iter().zip(line.iter().skip(1)).zip(line.iter().zip(0..)) {
            let left = next.get(j).copied().unwrap_or(i + 1);
            next.push((above + 1).min(left + 1).min(left_above + usize::from(x != *y)));
        }
        line = next;
    }
    line.last().copied().unwrap_or(0)
}
