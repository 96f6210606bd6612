//! A JSON text that is opened only along the paths that lead somewhere. What is not opened stays as
//! it was sent, byte for byte, and takes no more memory than the text itself.

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The deepest part that a patch may open or make.
pub const DEPTH_MOST: usize = 100;

/// The most entries or elements of one part that is opened: each takes many times its text.
const PARTS_MOST: usize = 200_000;

#[derive(Clone, Debug)]
pub enum Tree<'a> {
    /// Not opened yet, or nothing to open.
    Text(&'a str),
    Map(Vec<(String, Tree<'a>)>),
    List(Vec<Item<'a>>),
}

/// An element of a list, with the `id` that it goes by.
#[derive(Clone, Debug)]
pub struct Item<'a> {
    pub id: Option<String>,
    pub tree: Tree<'a>,
}

impl<'a> Item<'a> {
    pub fn of(tree: Tree<'a>) -> Item<'a> {
        Item { id: tree.id(), tree }
    }
}

/// Why a token leads nowhere.
#[derive(Debug, PartialEq, Eq)]
pub enum Lost {
    /// Neither an object nor a list.
    Scalar,
    /// More parts than may be opened.
    Large,
    /// No such key; those that are there.
    NoKey(Vec<String>),
    /// No element by this id or index; the ids that are there.
    NoElement(Vec<String>),
    /// An index where ids look like indices, or an id that several have.
    Ambiguous,
    /// An element that is to be added goes by an id that is there.
    Exists,
}

impl<'a> Tree<'a> {
    /// The text of a document that is JSON.
    pub fn of(text: &'a [u8]) -> serde_json::Result<Tree<'a>> {
        // Some editors put a byte order mark before UTF-8.
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        serde_json::from_slice::<&RawValue>(text).map(|raw| Tree::Text(raw.get()))
    }

    /// One level deeper, where there is one.
    pub fn open(&mut self) {
        let Tree::Text(text) = self else { return };
        if parts(text) > PARTS_MOST {
            return;
        }
        let opened = match text.as_bytes().first() {
            Some(b'{') => serde_json::from_str::<Entries>(text).ok().map(|Entries(entries)| {
                let open = |(key, raw): (String, &'a RawValue)| (key, Tree::Text(raw.get()));
                Tree::Map(entries.into_iter().map(open).collect())
            }),
            Some(b'[') => serde_json::from_str::<Vec<&'a RawValue>>(text).ok().map(|all| {
                let open = |raw: &'a RawValue| Item::of(Tree::Text(raw.get()));
                Tree::List(all.into_iter().map(open).collect())
            }),
            _ => None,
        };
        if let Some(opened) = opened {
            *self = opened;
        }
    }

    /// The text under the key `id`.
    pub fn id(&self) -> Option<String> {
        #[derive(serde::Deserialize)]
        struct Named<'t> {
            #[serde(borrow)]
            id: Option<&'t RawValue>,
        }
        let text = match self {
            Tree::Text(text) if text.starts_with('{') => {
                serde_json::from_str::<Named>(text).ok()?.id?.get()
            }
            Tree::Map(entries) => match entries.iter().find(|(key, _)| key == "id")?.1 {
                Tree::Text(text) => text,
                _ => return None,
            },
            _ => return None,
        };
        serde_json::from_str(text).ok()
    }

    /// Where a token leads: the place of a key, or of an element by its id, else by its index.
    pub fn find(&mut self, token: &str) -> Result<usize, Lost> {
        self.open();
        match self {
            Tree::Text(text) => Err(unopened(text)),
            Tree::Map(entries) => {
                let found = entries.iter().position(|(key, _)| key == token);
                found.ok_or_else(|| Lost::NoKey(entries.iter().map(|(k, _)| k.clone()).collect()))
            }
            Tree::List(items) => {
                let mut named = (0..items.len()).filter(|k| items[*k].id.as_deref() == Some(token));
                match (named.next(), named.next()) {
                    (Some(at), None) => Ok(at),
                    (Some(_), Some(_)) => Err(Lost::Ambiguous),
                    (None, _) => match index(items, token)? {
                        Some(at) if at < items.len() => Ok(at),
                        _ => Err(Lost::NoElement(ids(items))),
                    },
                }
            }
        }
    }

    /// The part in a place that was found.
    pub fn at(&mut self, place: usize) -> &mut Tree<'a> {
        match self {
            Tree::Map(entries) => &mut entries[place].1,
            Tree::List(items) => &mut items[place].tree,
            Tree::Text(_) => unreachable!("nothing is found in a scalar"),
        }
    }

    /// Takes the part in a place that was found.
    pub fn take(&mut self, place: usize) -> Tree<'a> {
        match self {
            Tree::Map(entries) => entries.remove(place).1,
            Tree::List(items) => items.remove(place).tree,
            Tree::Text(_) => unreachable!("nothing is found in a scalar"),
        }
    }

    /// Puts something in a place that was found.
    pub fn put(&mut self, place: usize, tree: Tree<'a>) {
        match self {
            Tree::Map(entries) => entries[place].1 = tree,
            Tree::List(items) => items[place] = Item::of(tree),
            Tree::Text(_) => unreachable!("nothing is found in a scalar"),
        }
    }

    /// Adds something: under a key; to a list at its end (`-`, or the id of what is added) or
    /// before an index.
    pub fn add(&mut self, token: &str, tree: Tree<'a>) -> Result<(), Lost> {
        self.open();
        match self {
            Tree::Text(text) => return Err(unopened(text)),
            Tree::Map(entries) => match entries.iter_mut().find(|(key, _)| key == token) {
                Some((_, known)) => *known = tree,
                None => entries.push((token.to_owned(), tree)),
            },
            Tree::List(items) => {
                let item = Item::of(tree);
                if items.iter().any(|known| known.id.as_deref() == Some(token)) {
                    return Err(Lost::Exists);
                }
                if token == "-" || item.id.as_deref() == Some(token) {
                    items.push(item);
                    return Ok(());
                }
                match index(items, token)? {
                    Some(at) if at <= items.len() => items.insert(at, item),
                    _ => return Err(Lost::NoElement(ids(items))),
                }
            }
        }
        Ok(())
    }

    /// The id of an element may be another one by now.
    pub fn name_again(&mut self, token: &str) {
        if let Ok(at) = self.find(token)
            && let Tree::List(items) = self
        {
            items[at].id = items[at].tree.id();
        }
    }

    /// Bytes of its text.
    pub fn size(&self) -> usize {
        match self {
            Tree::Text(text) => text.len(),
            Tree::Map(entries) => {
                entries.iter().map(|(key, tree)| key.len() + 4 + tree.size()).sum::<usize>() + 2
            }
            Tree::List(items) => items.iter().map(|item| 1 + item.tree.size()).sum::<usize>() + 2,
        }
    }

    /// How many levels are open.
    pub fn depth(&self) -> usize {
        match self {
            Tree::Text(_) => 0,
            Tree::Map(entries) => 1 + entries.iter().map(|(_, t)| t.depth()).max().unwrap_or(0),
            Tree::List(items) => 1 + items.iter().map(|i| i.tree.depth()).max().unwrap_or(0),
        }
    }

    /// Its text.
    pub fn write(&self, out: &mut String) {
        match self {
            Tree::Text(text) => out.push_str(text),
            Tree::Map(entries) => {
                out.push('{');
                for (k, (key, tree)) in entries.iter().enumerate() {
                    if k > 0 {
                        out.push(',');
                    }
                    // A text can always be written.
                    out.push_str(&serde_json::to_string(key).expect("a text is JSON"));
                    out.push(':');
                    tree.write(out);
                }
                out.push('}');
            }
            Tree::List(items) => {
                out.push('[');
                for (k, item) in items.iter().enumerate() {
                    if k > 0 {
                        out.push(',');
                    }
                    item.tree.write(out);
                }
                out.push(']');
            }
        }
    }
}

/// Why a text could not be opened.
fn unopened(text: &str) -> Lost {
    if text.starts_with(['{', '[']) { Lost::Large } else { Lost::Scalar }
}

/// No fewer than the entries or elements of a text that is JSON.
fn parts(text: &str) -> usize {
    let (mut depth, mut commas, mut inside, mut escaped) = (0usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if inside => escaped = true,
            b'"' => inside = !inside,
            _ if inside => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' if depth == 1 => commas += 1,
            _ => {}
        }
    }
    commas + 1
}

/// The index that a token is, if it is one and cannot be meant as an id.
fn index(items: &[Item], token: &str) -> Result<Option<usize>, Lost> {
    if !is_index(token) {
        return Ok(None);
    }
    match items.iter().any(|item| item.id.as_deref().is_some_and(is_index)) {
        true => Err(Lost::Ambiguous),
        false => Ok(token.parse().ok()),
    }
}

fn is_index(token: &str) -> bool {
    let digits = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
    digits && (token == "0" || !token.starts_with('0'))
}

fn ids(items: &[Item]) -> Vec<String> {
    items.iter().filter_map(|item| item.id.clone()).collect()
}

/// The entries of an object in the order sent.
struct Entries<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Entries<'a>, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut out = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    out.push(entry);
                }
                Ok(out)
            }
        }
        d.deserialize_map(All).map(Entries)
    }
}
