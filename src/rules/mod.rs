//! The register: one file per business rule, one line per rule below.
//!
//! A rule is read from the request (`read_job`, `read_crew`), cross-checked (`audit`), turned into
//! the kernel's few resources (`compile` into [`Tables`]) and, apart from all that, checked and
//! priced on the printed plan (`check`). The engines know only the resources: who may do what,
//! closed start intervals, additive loads, rates on time and distance, a chain of breaks, links.
//! So a new rule that compiles to these appears in the search, in the MILP and in the bounds
//! without a line there.
//!
//! `check` sees only a [`View`], which the verifier builds from what was sent and what was
//! printed; it has no way to see what the search used.

pub mod checks;
pub mod hires;
pub mod prices;
pub mod rule;
pub mod tables;
pub mod view;

pub use prices::Prices;
pub use rule::{Meta, Nothing, ReadCx, Rule, Scope};
pub use tables::Tables;
pub use view::{Findings, View};

macro_rules! register {
    ($($module:ident :: $rule:ident),* $(,)?) => {
        $(pub mod $module;)*

        /// What every rule read from one job.
        #[derive(Clone, Default)]
        pub struct JobSpecs {
            $(pub $module: <$module::$rule as Rule>::Job,)*
        }

        /// What every rule read from one crew.
        #[derive(Default)]
        pub struct CrewSpecs {
            $(pub $module: <$module::$rule as Rule>::Crew,)*
        }

        impl JobSpecs {
            pub fn read(o: &mut crate::wire::reader::Obj, cx: &mut ReadCx) -> Self {
                Self { $($module: $module::$rule::read_job(o, cx),)* }
            }
        }

        impl CrewSpecs {
            pub fn read(o: &mut crate::wire::reader::Obj, cx: &mut ReadCx) -> Self {
                Self { $($module: $module::$rule::read_crew(o, cx),)* }
            }
        }

        /// Every rule, in the order in which amounts are printed.
        pub const ALL: &[Meta] = &[$($module::$rule::META,)*];

        /// Cross-checks of every rule over the whole case.
        pub fn audit_all(case: &crate::intake::case::Case, faults: &mut crate::fault::Faults) {
            $($module::$rule::audit(case, faults);)*
        }

        /// Every rule's contribution to the kernel's resources.
        pub fn compile_all(
            case: &crate::intake::case::Case,
            prices: &Prices,
            tables: &mut Tables,
        ) {
            $(
                tables.now_compiling($module::$rule::META.id);
                $module::$rule::compile(case, prices, tables);
            )*
        }

        /// Every rule's verdict on a printed plan.
        pub fn check_all(view: &View, out: &mut Findings) {
            $(
                out.now_checking($module::$rule::META.id);
                $module::$rule::check(view, out);
            )*
        }
    };
}

register! {
    unassigned::Unassigned,
    mandatory::Mandatory,
    day_used::DayUsed,
    hours::Hours,
    overtime::Overtime,
    drive_time::DriveTime,
    drive_distance::DriveDistance,
    lateness::Lateness,
    promise::Promise,
    preferred_crew::PreferredCrew,
    worst_lateness::WorstLateness,
    bookings::Bookings,
    fairness::Fairness,
    cover::Cover,
    clock::Clock,
    travel_legs::TravelLegs,
    shift_hours::ShiftHours,
    start_windows::StartWindows,
    finish_by::FinishBy,
    skills::Skills,
    crew_list::CrewList,
    breaks::Breaks,
    max_jobs::MaxJobs,
    max_drive::MaxDrive,
    max_per_type::MaxPerType,
    capacity::Capacity,
    now::Now,
    pins::Pins,
    together::Together,
    parts::Parts,
    crew_size::CrewSize,
    split::Split,
    materials::Materials,
    after::After,
    with::With,
    resources::Resources,
    tools::Tools,
    stock::Stock,
    calls::Calls,
    quotas::Quotas,
    buffers::Buffers,
}

/// Position of a rule in the register.
pub fn index_of(id: &str) -> Option<usize> {
    ALL.iter().position(|m| m.id == id)
}

/// The most that any single price or rate may be, in minor units.
pub const MONEY_MAX: i64 = 1_000_000_000_000;

/// Opens an object that several rules share a key each of (`costs`, `max`). Quiet about its type
/// and its other keys: [`close_shared`] reports those once.
pub fn shared<'a>(
    o: &mut crate::wire::reader::Obj<'a>,
    key: &'static str,
) -> Option<crate::wire::reader::Obj<'a>> {
    match o.get(key)? {
        node @ crate::wire::node::Node::Map(_) => {
            let mut quiet = crate::fault::Faults::default();
            crate::wire::reader::Obj::open(node, &o.at(key), &mut quiet)
        }
        _ => None,
    }
}

/// One price of a crew's `costs`.
pub fn crew_cost(o: &mut crate::wire::reader::Obj, key: &'static str, cx: &mut ReadCx) -> i64 {
    let Some(mut costs) = shared(o, "costs") else { return 0 };
    costs.int(key, 0, MONEY_MAX, cx.faults).unwrap_or(0)
}

/// Reports wrong types and unknown keys of the objects that rules share.
pub fn close_shared(o: &mut crate::wire::reader::Obj, cx: &mut ReadCx) {
    for (key, known) in [
        ("costs", &["perDayUsed", "perHour", "perDrivingHour", "perKm"][..]),
        ("max", &["jobs", "drive", "perType"][..]),
    ] {
        let Some(mut inner) = o.object(key, cx.faults) else { continue };
        for name in known {
            inner.get(name);
        }
        inner.close(cx.faults);
    }
}
