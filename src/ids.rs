//! Dense indexes: positions in the case's and the problem's arrays.

macro_rules! index {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            pub fn new(at: usize) -> Self {
                Self(u32::try_from(at).expect("arrays are bounded far below 2^32"))
            }

            #[inline]
            pub fn at(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

index! {
    /// A place of the case.
    PlaceId,
    /// A crew of the case.
    CrewId,
    /// A shift of one crew on one date.
    ShiftId,
    /// A job: what is asked for and priced.
    JobId,
    /// A visit: one attendance of one crew at a job. A job has one or more.
    VisitId,
}
