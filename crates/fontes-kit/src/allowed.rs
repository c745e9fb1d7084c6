//! Which calls to the system may a parser make? Those by which it reads and writes what is open, takes memory and starts
//! threads of its own; every other fails.

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    TargetArch, apply_filter,
};
use std::collections::BTreeMap;
use std::io;

/// Calls that may be made whatever they are told.
const ALWAYS: [i64; 40] = [
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_pread64,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_lseek,
    libc::SYS_fstat,
    libc::SYS_close,
    libc::SYS_fcntl,
    libc::SYS_ppoll,
    libc::SYS_mmap,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_mprotect,
    libc::SYS_madvise,
    libc::SYS_brk,
    libc::SYS_futex,
    libc::SYS_set_robust_list,
    libc::SYS_rseq,
    libc::SYS_membarrier,
    libc::SYS_gettid,
    libc::SYS_getpid,
    libc::SYS_getrusage,
    libc::SYS_getrandom,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_restart_syscall,
    libc::SYS_clock_gettime,
    libc::SYS_clock_getres,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_gettimeofday,
    libc::SYS_getcpu,
    libc::SYS_uname,
    libc::SYS_exit,
    libc::SYS_exit_group,
];

fn refused(e: impl std::fmt::Display) -> io::Error {
    io::Error::other(e.to_string())
}

/// A rule: the argument at a place, with a mask, is a value.
fn told(place: u8, mask: u64, value: u64) -> io::Result<Vec<SeccompRule>> {
    let op = SeccompCmpOp::MaskedEq(mask);
    let condition = SeccompCondition::new(place, SeccompCmpArgLen::Qword, op, value).map_err(refused)?;
    Ok(vec![SeccompRule::new(vec![condition]).map_err(refused)?])
}

fn apply(
    rules: BTreeMap<i64, Vec<SeccompRule>>,
    other: SeccompAction,
    these: SeccompAction,
) -> io::Result<()> {
    let arch = TargetArch::try_from(std::env::consts::ARCH).map_err(refused)?;
    let filter = SeccompFilter::new(rules, other, these, arch).map_err(refused)?;
    let program: BpfProgram = filter.try_into().map_err(refused)?;
    apply_filter(&program).map_err(refused)
}

/// From now on the thread that calls this, and those that it starts, may make no other calls.
///
/// # Errors
/// When the system has no such filters, or not for this machine.
pub(crate) fn only_these() -> io::Result<()> {
    let own = u64::from(std::process::id());
    // What a call is told by its address cannot be looked at: threads are started by the older call, which can.
    let newer = BTreeMap::from([(libc::SYS_clone3, vec![])]);
    apply(newer, SeccompAction::Allow, SeccompAction::Errno(libc::ENOSYS as u32))?;
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = ALWAYS.into_iter().map(|call| (call, vec![])).collect();
    let thread = libc::CLONE_THREAD as u64;
    rules.insert(libc::SYS_clone, told(0, thread, thread)?);
    // It fails by the filter before.
    rules.insert(libc::SYS_clone3, vec![]);
    // Only of what is open.
    let open = libc::AT_EMPTY_PATH as u64;
    rules.insert(libc::SYS_statx, told(2, open, open)?);
    rules.insert(libc::SYS_newfstatat, told(3, open, open)?);
    // Its own limits, its threads' names, its own end.
    rules.insert(libc::SYS_prlimit64, told(0, u64::MAX, 0)?);
    rules.insert(libc::SYS_prctl, told(0, u64::from(u32::MAX), libc::PR_SET_NAME as u64)?);
    rules.insert(libc::SYS_tgkill, told(0, u64::from(u32::MAX), own)?);
    #[cfg(target_arch = "x86_64")]
    rules.insert(libc::SYS_poll, vec![]);
    apply(rules, SeccompAction::Errno(libc::EPERM as u32), SeccompAction::Allow)
}
