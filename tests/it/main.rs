//! One binary for all integration tests, because HiGHS then links once.

mod house;
