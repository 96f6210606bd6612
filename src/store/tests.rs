//! The store by itself: turns, leases, ends, and what is let go.

use super::*;
use std::path::PathBuf;
use std::time::Duration;

const KEEP: Keep = Keep { runs: 100, bytes: 1 << 30, queue: 100, audit: 100 };
const LEASE: Duration = Duration::from_secs(60);

struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> (Scratch, Store) {
        let name = format!("callboard-store-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        let store = Store::open(&Place::Folder(folder.clone())).expect("a store");
        (Scratch(folder), store)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

fn run(number: u32, nightly: bool) -> Run {
    let waiting = Run::waiting(format!("sch_{number:032x}"), Kind::Schedule);
    Run { tags: vec!["t".into()], nightly, ..waiting }
}

fn add(store: &Store, number: u32, tenant: &str, nightly: bool, keep: Keep) -> Stored<Taken> {
    let run = run(number, nightly);
    let actor = &Actor::open();
    store.create(
        &Entry { run: &run, tenant, actor, patched: None, input: b"{}", repeat: None },
        keep,
    )
}

fn claim(store: &Store, worker: &str, lease: Duration) -> Option<String> {
    let claim = Claim { worker, lease, deaths: 3, interruptions: 5 };
    store.claim(&claim).expect("a store").map(|run| run.id)
}

fn end(state: State) -> Ending {
    Ending { state, progress: None, output: Some(b"{\"a\":1}".to_vec()), failure: None }
}

// If this fails, one tenant's night of a thousand branches makes another's dispatcher wait.
#[test]
fn a_transaction_that_ended_by_itself_leaves_the_store_usable() {
    // Would break: after a full disk nothing can be written until the service starts again.
    let (_scratch, store) = Scratch::new("ended");
    let ended = store.db.wait(async {
        let mut begun = store.db.begin().await?;
        // What SQLite does when the disk is full.
        sqlx::query("ROLLBACK").execute(&mut *begun).await?;
        begun.rollback().await
    });
    assert!(ended.is_err(), "the library would have to know of it");
    for number in 0..5 {
        add(&store, number, "a", false, KEEP).expect("room for a run");
    }
}

#[test]
fn turns_are_fair() {
    let (_scratch, store) = Scratch::new("fair");
    let all = [(1, "a", true), (2, "a", false), (3, "a", false), (4, "a", false), (5, "b", false)];
    for (number, tenant, nightly) in all {
        assert_eq!(add(&store, number, tenant, nightly, KEEP).unwrap(), Taken::New);
    }
    let order: Vec<u64> = std::iter::from_fn(|| {
        // The clock of the turns counts milliseconds.
        std::thread::sleep(Duration::from_millis(3));
        let id = claim(&store, "w", LEASE)?;
        u64::from_str_radix(&id[4..], 16).ok()
    })
    .collect();
    assert_eq!(order, [2, 5, 3, 4, 1]);
}

// If this fails, two workers plan one run, or a dead worker's plan replaces a better one.
#[test]
fn only_the_holder_of_the_lease_changes_a_run() {
    let (_scratch, store) = Scratch::new("lease");
    add(&store, 1, "", false, KEEP).unwrap();
    let id = claim(&store, "first", Duration::ZERO).expect("the run");
    assert_eq!(store.look(&id, "first").unwrap(), Look::GoOn);
    std::thread::sleep(Duration::from_millis(5));
    assert_eq!(claim(&store, "second", LEASE).as_deref(), Some(id.as_str()));
    assert_eq!(claim(&store, "third", LEASE), None);
    assert_eq!(store.beat(&id, "first", LEASE).unwrap(), Look::Lost);
    let lost = |done: Stored<()>| assert!(matches!(done, Err(StoreError::Lost)), "{done:?}");
    lost(store.publish(&id, "first", None, b"{\"a\":0}"));
    lost(store.finish(&id, "first", &end(State::Completed)));
    lost(store.put_back(&id, "first"));
    assert_eq!(store.output(&id).unwrap(), None);
    store.finish(&id, "second", &end(State::Completed)).unwrap();
    lost(store.finish(&id, "second", &end(State::Failed)));
    store.stop(&id, None, &Actor::open()).unwrap();
    store.give_up(&id).unwrap();
    let ended = store.run(&id).unwrap().unwrap();
    assert_eq!((ended.state, ended.attempts), (State::Completed, 2));
    assert_eq!(store.output(&id).unwrap().as_deref(), Some(&b"{\"a\":1}"[..]));
}

// If this fails, a poisonous run is tried for ever, or a stopped one is begun again.
#[test]
fn attempts_are_bounded_and_a_stop_is_kept() {
    let (_scratch, store) = Scratch::new("attempts");
    add(&store, 1, "", false, KEEP).unwrap();
    add(&store, 2, "", false, KEEP).unwrap();
    let first = claim(&store, "w", LEASE).expect("a run");
    store.stop(&first, None, &Actor::open()).unwrap();
    assert_eq!(store.look(&first, "w").unwrap(), Look::Stop);
    assert_eq!(store.free("w", Death::Own).unwrap(), 1);
    for attempt in 0..3 {
        let id = claim(&store, "w", LEASE).expect("the other run");
        assert_ne!(id, first, "attempt {attempt}");
        store.free("w", Death::Own).unwrap();
    }
    assert_eq!(claim(&store, "w", LEASE), None);
    let seen = store.list(Kind::Schedule, "", &Wanted { most: 9, ..Wanted::default() }).unwrap();
    let seen: Vec<_> = seen.iter().map(|run| (run.state, run.attempts)).collect();
    assert_eq!(seen, [(State::Failed, 3), (State::Cancelled, 1)]);
    // Put back on purpose is no attempt.
    add(&store, 3, "", false, KEEP).unwrap();
    for _ in 0..5 {
        let id = claim(&store, "w", LEASE).expect("the run");
        store.put_back(&id, "w").unwrap();
    }
    assert_eq!(store.load().unwrap(), (1, 1));
}

// If this fails, a service that is killed again and again fails the runs that it held; or one that
// takes every service with it is begun for ever.
#[test]
fn what_ends_from_outside_is_no_death_of_the_run() {
    let (_scratch, store) = Scratch::new("outside");
    add(&store, 1, "", false, KEEP).unwrap();
    let mut seen = Vec::new();
    for how in 0..5 {
        // The service that would tell is gone too, and the lease runs out; or somebody kills.
        let lease = if how % 2 == 0 { Duration::ZERO } else { LEASE };
        let id = claim(&store, "w-1", lease).expect("the run");
        if how % 2 == 1 {
            store.free("w-1", Death::Outside).unwrap();
        }
        std::thread::sleep(Duration::from_millis(5));
        let run = store.run(&id).unwrap().expect("it is kept");
        seen.push((run.attempts, run.interruptions, run.deaths()));
    }
    assert_eq!(seen, [(1, 0, 0), (2, 2, 0), (3, 2, 0), (4, 4, 0), (5, 4, 0)]);
    assert_eq!(claim(&store, "w-1", LEASE), None, "five times is enough");
    let seen = store.list(Kind::Schedule, "", &Wanted { most: 9, ..Wanted::default() }).unwrap();
    let told = seen[0].failure.as_ref().expect("why").message.as_str();
    assert_eq!((seen[0].state, seen[0].attempts), (State::Failed, 5));
    assert_eq!(told, "work on this run was interrupted 5 times");
    // Nobody looks after this one, so nobody knows what it died of.
    add(&store, 2, "", false, KEEP).unwrap();
    for _ in 0..3 {
        claim(&store, "p-1", Duration::ZERO).expect("the run");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(claim(&store, "p-1", LEASE), None, "three deaths are enough");
}

// If this fails, the disk fills up, or what is not finished is let go.
#[test]
fn the_oldest_that_has_ended_goes_first() {
    let (_scratch, store) = Scratch::new("keep");
    let keep = Keep { runs: 3, ..KEEP };
    for number in 1..=3 {
        add(&store, number, "", false, keep).unwrap();
    }
    assert!(matches!(add(&store, 4, "", false, keep), Err(StoreError::Full)));
    let (first, second) = (claim(&store, "w", LEASE).unwrap(), claim(&store, "w", LEASE).unwrap());
    store.finish(&second, "w", &end(State::Completed)).unwrap();
    assert_eq!(add(&store, 5, "", false, keep).unwrap(), Taken::New);
    assert!(store.run(&second).unwrap().is_none() && store.run(&first).unwrap().is_some());
    assert!(store.input(&second).unwrap().is_none() && store.output(&second).unwrap().is_none());
    let few = Keep { queue: 2, ..KEEP };
    assert!(matches!(add(&store, 6, "", false, few), Err(StoreError::QueueFull)));
    let small = Keep { bytes: 1, ..KEEP };
    assert!(matches!(add(&store, 7, "", false, small), Err(StoreError::Full)));
}

/// Ends a run of a tenant, which is told to its webhooks.
fn happen(store: &Store, number: u32, tenant: &str) {
    add(store, number, tenant, false, KEEP).unwrap();
    let id = claim(store, "w", LEASE).expect("the run");
    store.finish(&id, "w", &end(State::Completed)).unwrap();
    // The clock of the turns counts milliseconds.
    std::thread::sleep(Duration::from_millis(3));
}

fn hook(store: &Store, tenant: &str) -> String {
    let made = store.make_webhook(tenant, "http://a/", &[EventKind::RunCompleted], &Actor::open());
    made.unwrap().expect("room for a webhook").0.id
}

fn due(store: &Store) -> Option<Delivery> {
    store.due_delivery(LEASE).unwrap()
}

// If this fails, a receiver that refuses one message for ever is never told anything else, or one
// that listens to nothing is asked many times a second.
#[test]
fn a_message_in_vain_holds_up_its_receiver_for_a_moment() {
    let (_scratch, store) = Scratch::new("vain");
    hook(&store, "a");
    (1..=3).for_each(|number| happen(&store, number, "a"));
    let bad = due(&store).expect("the first message");
    assert!(due(&store).is_none(), "a receiver is told one thing at a time");
    store.note_delivery(&bad, &Err("no".into())).unwrap();
    assert!(due(&store).is_none(), "it has its pause");
    std::thread::sleep(Duration::from_millis(1100));
    let mut told = Vec::new();
    while let Some(good) = due(&store) {
        let answer = if good.id == bad.id { Err("no".into()) } else { Ok(()) };
        store.note_delivery(&good, &answer).unwrap();
        told.push(good.id);
    }
    assert_eq!(told.len(), 3, "{told:?}");
    assert_eq!(told[2], bad.id, "what was refused comes after the others");
    // Cut short it is no attempt.
    happen(&store, 4, "a");
    std::thread::sleep(Duration::from_millis(1100));
    let cut = due(&store).expect("the fourth");
    store.return_delivery(&cut).unwrap();
    let again = due(&store).expect("the same at once");
    assert_eq!((&again.id, again.attempts), (&cut.id, cut.attempts));
}

// If this fails, a tenant with slow receivers keeps everybody else's from being told.
#[test]
fn a_tenant_has_not_all_tellers() {
    let (_scratch, store) = Scratch::new("tellers");
    (0..6).for_each(|_| drop(hook(&store, "a")));
    let other = hook(&store, "b");
    happen(&store, 1, "a");
    happen(&store, 2, "b");
    let taken: Vec<Delivery> = std::iter::from_fn(|| due(&store)).collect();
    assert_eq!(taken.len(), 5, "four of a's, and b's");
    assert!(taken.iter().any(|delivery| delivery.webhook == other));
    // Whoever has one less gets the next.
    store.note_delivery(&taken[0], &Ok(())).unwrap();
    assert!(due(&store).is_some() && due(&store).is_none());
}
