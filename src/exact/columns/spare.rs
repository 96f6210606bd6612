//! Lists of the last table, kept for the next one of the thread: to get and to clear that much
//! memory for each pricing takes a tenth of its time.

use std::cell::RefCell;
use std::thread::LocalKey;

pub type Spare<T> = LocalKey<RefCell<Vec<T>>>;

/// A list of so many equal values, in the memory of one that was given back.
pub fn list<T: Copy>(spare: &'static Spare<T>, len: usize, value: T) -> Vec<T> {
    let mut list = spare.take();
    list.clear();
    list.resize(len, value);
    list
}

/// The same, but for what is in the memory already: for whoever knows what was written.
pub fn old<T: Copy>(spare: &'static Spare<T>, len: usize, value: T) -> Vec<T> {
    let mut list = spare.take();
    list.resize(len, value);
    list
}

/// Keeps the memory of a list that nobody reads any more.
pub fn give_back<T>(spare: &'static Spare<T>, list: &mut Vec<T>) {
    spare.with_borrow_mut(|old| {
        if old.capacity() < list.capacity() {
            *old = std::mem::take(list);
        }
    });
}
