//! What only one platform has: limits of a process, cages for it, descriptors, the size of the machine.
//! Each has a body for the others, which does less and says so in its description.

use std::io;
use std::process::{Child, Command, ExitCode};

/// A path as text. On Unix, bytes of it that are no UTF-8 are written `\xE9`; elsewhere what is no Unicode is lost.
#[cfg(unix)]
pub(crate) fn path_name(path: &std::path::Path) -> String {
    use std::os::unix::ffi::OsStrExt;
    let mut out = String::new();
    for chunk in path.as_os_str().as_bytes().utf8_chunks() {
        out += chunk.valid();
        chunk.invalid().iter().for_each(|b| out += &format!("\\x{b:02X}"));
    }
    out
}

/// A path as text. On Unix, bytes of it that are no UTF-8 are written `\xE9`; elsewhere what is no Unicode is lost.
#[cfg(not(unix))]
pub(crate) fn path_name(path: &std::path::Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The path that [`path_name`] wrote so, where it wrote bytes.
#[cfg(unix)]
pub(crate) fn named_path(name: &str) -> Option<std::path::PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    let (mut out, mut rest, mut written) = (Vec::new(), name, false);
    while let Some(at) = rest.find("\\x") {
        out.extend(&rest.as_bytes()[..at]);
        let byte =
            rest.get(at + 2..at + 4).and_then(|h| u8::from_str_radix(h, 16).ok()).filter(|b| *b >= 0x80);
        let length = if byte.is_some() { 4 } else { 2 };
        match byte {
            Some(byte) => out.push(byte),
            None => out.extend(b"\\x"),
        }
        written |= byte.is_some();
        rest = &rest[at + length..];
    }
    out.extend(rest.as_bytes());
    written.then(|| std::ffi::OsString::from_vec(out).into())
}

/// The path that [`path_name`] wrote so, where it wrote bytes.
#[cfg(not(unix))]
pub(crate) fn named_path(_: &str) -> Option<std::path::PathBuf> {
    None
}

/// Gives up what parsing does not need: memory beyond `memory` bytes, files, sockets, programs.
///
/// On Linux: resource limits, Landlock and a filter of system calls. On other Unix systems: resource limits. On
/// Windows nothing is forbidden: the process is apart, and the watch ends it when it takes too long. What
/// the system refuses to forbid stays allowed.
pub(crate) fn confine(memory: u64) {
    limits(memory);
    #[cfg(target_os = "linux")]
    {
        let _ = linux::landlocked();
        let _ = linux::filtered(linux::Wall::Parser);
    }
}

/// Whether [`become_caged`] takes rights away.
pub(crate) const CAGES: bool = cfg!(target_os = "linux");

/// Becomes another program, which may read files but write none, and reaches no network. Returns only when that
/// fails. Linux only.
#[cfg(target_os = "linux")]
pub(crate) fn become_caged(command: &mut Command) -> ExitCode {
    use std::os::unix::process::CommandExt;
    let _ = linux::reading_only();
    let _ = linux::filtered(linux::Wall::Program);
    let _ = command.exec();
    ExitCode::from(127)
}

/// Becomes another program. Linux only: elsewhere nobody asks for it.
#[cfg(not(target_os = "linux"))]
pub(crate) fn become_caged(_: &mut Command) -> ExitCode {
    ExitCode::from(127)
}

#[cfg(unix)]
fn limits(memory: u64) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = |resource, n| {
        let _ = setrlimit(resource, Rlimit { current: Some(n), maximum: Some(n) });
    };
    // Private memory; mapped files do not count. Where the system does not count it
    // (macOS), the bound on addresses stands for it.
    limit(Resource::Data, memory);
    #[cfg(not(target_os = "linux"))]
    limit(Resource::As, 4 * memory);
    limit(Resource::Core, 0);
    limit(Resource::Fsize, 0);
    limit(Resource::Nofile, 16);
}

#[cfg(not(unix))]
fn limits(_: u64) {}

/// Bounds the memory of another process in bytes. Linux only: elsewhere it stays unbounded.
#[cfg(target_os = "linux")]
pub(crate) fn bound_memory(child: &Child, memory: u64) {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};
    if let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        // It may have ended by itself.
        let _ = prlimit(Some(pid), Resource::As, Rlimit { current: Some(memory), maximum: Some(memory) });
    }
}

/// Bounds the memory of another process in bytes. Linux only: elsewhere it stays unbounded.
#[cfg(not(target_os = "linux"))]
pub(crate) fn bound_memory(_: &Child, _: u64) {}

/// Standard input as something that can be read at any place: on Unix the file that it is, elsewhere its
/// bytes in memory.
///
/// # Errors
/// When it cannot be had.
#[cfg(unix)]
pub(crate) fn standard_input() -> io::Result<std::fs::File> {
    use std::os::fd::AsFd;
    Ok(io::stdin().as_fd().try_clone_to_owned()?.into())
}

/// Standard input as something that can be read at any place: on Unix the file that it is, elsewhere its
/// bytes in memory.
///
/// # Errors
/// When it cannot be had.
#[cfg(not(unix))]
pub(crate) fn standard_input() -> io::Result<io::Cursor<Vec<u8>>> {
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut io::stdin().lock(), &mut bytes)?;
    Ok(io::Cursor::new(bytes))
}

/// Memory of the machine in bytes, as Linux tells it; 8 GiB where it is not told.
#[must_use]
pub fn machine_memory() -> u64 {
    let told = std::fs::read_to_string("/proc/meminfo").ok().and_then(|info| {
        let line = info.lines().find(|l| l.starts_with("MemTotal:"))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok()
    });
    told.map_or(8 << 30, |kb| kb << 10)
}

#[cfg(target_os = "linux")]
mod linux {
    pub(super) fn landlocked() -> Result<(), landlock::RulesetError> {
        use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr};
        let abi = ABI::V5;
        Ruleset::default()
            .handle_access(AccessFs::from_all(abi))?
            .handle_access(AccessNet::from_all(abi))?
            .create()?
            .restrict_self()?;
        Ok(())
    }

    /// Files can be read and run, and that is all.
    pub(super) fn reading_only() -> Result<(), landlock::RulesetError> {
        use landlock::{
            ABI, Access, AccessFs, AccessNet, PathBeneath, PathFd, Ruleset, RulesetAttr, RulesetCreatedAttr,
        };
        let abi = ABI::V5;
        let mut rules = Ruleset::default()
            .handle_access(AccessFs::from_all(abi))?
            .handle_access(AccessNet::from_all(abi))?
            .create()?;
        if let Ok(root) = PathFd::new("/") {
            rules = rules.add_rule(PathBeneath::new(root, AccessFs::from_read(abi)))?;
        }
        if let Ok(null) = PathFd::new("/dev/null") {
            rules = rules.add_rule(PathBeneath::new(null, AccessFs::WriteFile))?;
        }
        rules.restrict_self()?;
        Ok(())
    }

    /// Behind which calls fail.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(super) enum Wall {
        /// A parser of ours, which opens nothing.
        Parser,
        /// Another program, which opens files to read.
        Program,
    }

    /// Calls to the system that there is no need of fail.
    pub(super) fn filtered(wall: Wall) -> Result<(), seccompiler::Error> {
        use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch, apply_filter};
        let Ok(arch) = TargetArch::try_from(std::env::consts::ARCH) else { return Ok(()) };
        let mut forbidden = vec![
            libc::SYS_execve,
            libc::SYS_execveat,
            libc::SYS_socket,
            libc::SYS_socketpair,
            libc::SYS_connect,
            libc::SYS_bind,
            libc::SYS_listen,
            libc::SYS_accept,
            libc::SYS_accept4,
            libc::SYS_sendto,
            libc::SYS_sendmsg,
            libc::SYS_openat,
            libc::SYS_openat2,
            libc::SYS_unlinkat,
            libc::SYS_renameat2,
            libc::SYS_mkdirat,
            libc::SYS_linkat,
            libc::SYS_symlinkat,
            libc::SYS_ftruncate,
            libc::SYS_truncate,
            libc::SYS_fchmod,
            libc::SYS_fchmodat,
            libc::SYS_fchownat,
            libc::SYS_ptrace,
            libc::SYS_process_vm_readv,
            libc::SYS_process_vm_writev,
            libc::SYS_kill,
            libc::SYS_mount,
            libc::SYS_umount2,
            libc::SYS_pivot_root,
            libc::SYS_chroot,
            libc::SYS_unshare,
            libc::SYS_setns,
            libc::SYS_bpf,
            libc::SYS_perf_event_open,
            libc::SYS_keyctl,
            libc::SYS_add_key,
            libc::SYS_request_key,
            libc::SYS_init_module,
            libc::SYS_finit_module,
            libc::SYS_kexec_load,
            libc::SYS_io_uring_setup,
            libc::SYS_userfaultfd,
            libc::SYS_memfd_create,
        ];
        #[cfg(target_arch = "x86_64")]
        forbidden.extend([
            libc::SYS_open,
            libc::SYS_creat,
            libc::SYS_fork,
            libc::SYS_vfork,
            libc::SYS_unlink,
            libc::SYS_rename,
            libc::SYS_mkdir,
            libc::SYS_link,
            libc::SYS_symlink,
            libc::SYS_chmod,
        ]);
        if wall == Wall::Program {
            // What it may write is what Landlock lets it.
            let needed = [
                libc::SYS_execve,
                libc::SYS_openat,
                libc::SYS_unlinkat,
                libc::SYS_ftruncate,
                libc::SYS_memfd_create,
                #[cfg(target_arch = "x86_64")]
                libc::SYS_open,
                #[cfg(target_arch = "x86_64")]
                libc::SYS_unlink,
            ];
            forbidden.retain(|call| !needed.contains(call));
        }
        let rules = forbidden.into_iter().map(|call| (call, vec![])).collect();
        let filter =
            SeccompFilter::new(rules, SeccompAction::Allow, SeccompAction::Errno(libc::EPERM as u32), arch)?;
        let program: BpfProgram = filter.try_into()?;
        apply_filter(&program)
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::linux::{Wall, filtered, landlocked};
    use std::io;

    #[test]
    fn a_confined_thread_opens_nothing() {
        // Both bind the thread that calls them, and those that it starts.
        let tried = std::thread::spawn(|| {
            let ruled = landlocked().is_ok();
            let walled = filtered(Wall::Parser).is_ok();
            let opened = std::fs::File::open("/proc/self/status").is_ok();
            let connected = std::net::TcpStream::connect("127.0.0.1:9").err().map(|e| e.kind());
            let started = std::process::Command::new("/bin/true").status().is_ok();
            (ruled, walled, opened, connected, started)
        })
        .join()
        .expect("the thread ends");
        let (_, walled, opened, connected, started) = tried;
        assert!(walled, "the filter of system calls is in place");
        assert!(!opened && !started);
        assert_eq!(connected, Some(io::ErrorKind::PermissionDenied));
    }
}
