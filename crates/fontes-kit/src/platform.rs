//! What only one platform has: limits of a process, cages for it, descriptors, the size of the machine.
//! Each has a body for the others, which does less and says so in its description.

use std::io;
use std::path::Path;
use std::process::{Child, Command, ExitCode};
use std::sync::mpsc::{Sender, SyncSender, channel, sync_channel};
use std::sync::{Mutex, OnceLock, PoisonError};
#[cfg(unix)]
use std::time::Instant;

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
/// On Linux: resource limits, Landlock, a list of the system calls that may be made, and an end with the process that
/// started it. On other Unix systems: resource limits. On Windows nothing is forbidden: the process is apart, and the watch
/// ends it when it takes too long. To be called before any other thread is made: those that are made later are bound, too.
///
/// # Errors
/// When the system does not take the list of calls. Landlock is newer than some systems, which do without it.
pub(crate) fn confine(memory: u64) -> io::Result<()> {
    limits(memory);
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Signal, set_parent_process_death_signal};
        let _ = set_parent_process_death_signal(Some(Signal::KILL));
        let _ = linux::landlocked();
        crate::allowed::only_these()?;
    }
    Ok(())
}

/// Lets this process have at least so many more seconds of the processor, after which the system ends it.
#[cfg(unix)]
pub(crate) fn more_time(seconds: u64) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    static BEGUN: OnceLock<Instant> = OnceLock::new();
    // It has used no more than has gone by, on two processors at most.
    let until = 2 * BEGUN.get_or_init(Instant::now).elapsed().as_secs() + seconds;
    let maximum = getrlimit(Resource::Cpu).maximum;
    let _ = setrlimit(Resource::Cpu, Rlimit { current: Some(until), maximum });
}

/// Lets this process have so many more seconds of the processor. Unix only: elsewhere there is no such limit.
#[cfg(not(unix))]
pub(crate) fn more_time(_: u64) {}

/// Makes a directory that only its user may enter, or takes the others' rights to one that is there. Unix only: elsewhere
/// the system's rules for a user's folders hold.
pub(crate) fn private_dir(path: &Path) -> io::Result<()> {
    std::fs::create_dir_all(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Does something; what files it makes are for its user only. Unix only.
pub(crate) fn privately<T>(work: impl FnOnce() -> T) -> T {
    #[cfg(unix)]
    {
        let before = rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
        let done = work();
        rustix::process::umask(before);
        done
    }
    #[cfg(not(unix))]
    work()
}

/// Starts a process. On Linux a worker ends with the thread that started it, so that one does which lives as long as this
/// process.
pub(crate) fn start(command: std::process::Command) -> io::Result<Child> {
    type Asked = (std::process::Command, SyncSender<io::Result<Child>>);
    static STARTER: OnceLock<Mutex<Sender<Asked>>> = OnceLock::new();
    let starter = STARTER.get_or_init(|| {
        let (send, receive) = channel::<Asked>();
        std::thread::spawn(move || {
            for (mut command, answer) in receive {
                // Who asked may have gone.
                let _ = answer.send(command.spawn());
            }
        });
        Mutex::new(send)
    });
    let (send, receive) = sync_channel(1);
    let gone = || io::Error::from(io::ErrorKind::BrokenPipe);
    starter.lock().unwrap_or_else(PoisonError::into_inner).send((command, send)).map_err(|_| gone())?;
    receive.recv().map_err(|_| gone())?
}

/// Whether [`become_caged`] takes rights away.
pub(crate) const CAGES: bool = cfg!(target_os = "linux");

/// Becomes another program, which may read files but write none, and reaches no network. Returns only when that
/// fails. Linux only.
#[cfg(target_os = "linux")]
pub(crate) fn become_caged(command: &mut Command) -> ExitCode {
    use std::os::unix::process::CommandExt;
    let _ = linux::reading_only();
    let _ = linux::filtered();
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

    /// Calls to the system that another program, which opens files to read, has no need of fail.
    pub(super) fn filtered() -> Result<(), seccompiler::Error> {
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
        let rules = forbidden.into_iter().map(|call| (call, vec![])).collect();
        let filter =
            SeccompFilter::new(rules, SeccompAction::Allow, SeccompAction::Errno(libc::EPERM as u32), arch)?;
        let program: BpfProgram = filter.try_into()?;
        apply_filter(&program)
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::process::Command;

    /// What a confined process can still do, by name.
    fn tried() -> Vec<&'static str> {
        let mut out = Vec::new();
        let mut note = |what, done: bool| out.extend(done.then_some(what));
        note("open", std::fs::File::open("/proc/self/status").is_ok());
        note("create", std::fs::File::create("/tmp/fontes-confined").is_ok());
        note("list", std::fs::read_dir("/").is_ok());
        note("stat", std::fs::metadata("/etc/passwd").is_ok());
        note("remove", std::fs::remove_file("/tmp/fontes-confined").is_ok());
        note(
            "connect",
            std::net::TcpStream::connect("127.0.0.1:9")
                .is_err_and(|e| e.kind() != io::ErrorKind::PermissionDenied),
        );
        note("bind", std::net::UdpSocket::bind("127.0.0.1:0").is_ok());
        note("start", Command::new("/bin/true").status().is_ok());
        let parent = rustix::process::getppid();
        note("signal", parent.is_some_and(|p| rustix::process::test_kill_process(p).is_ok()));
        note(
            "limit",
            parent.is_some_and(|p| {
                rustix::process::prlimit(
                    Some(p),
                    rustix::process::Resource::Core,
                    rustix::process::Rlimit { current: Some(0), maximum: None },
                )
                .is_ok()
            }),
        );
        out
    }

    /// Not a test by itself: what the test below starts.
    #[test]
    #[ignore = "confines its process"]
    fn inside() {
        confine(480 << 20).expect("confined");
        more_time(60);
        let here = tried();
        // A thread that is made later is bound as its maker is.
        let there =
            std::thread::Builder::new().stack_size(64 << 20).spawn(tried).expect("threads can be made");
        let (here, there) = (here, there.join().expect("ends"));
        let held = vec![1u8; 8 << 20];
        println!("inside: {here:?} {there:?} {}", held.len());
    }

    #[test]
    fn a_confined_process_does_nothing_but_compute() {
        let own = std::env::current_exe().expect("a path");
        let out = Command::new(own)
            .args(["platform::tests::inside", "--exact", "--ignored", "--nocapture", "--test-threads=1"])
            .output()
            .expect("runs");
        let said = String::from_utf8_lossy(&out.stdout).into_owned();
        assert!(said.contains("inside: [] [] 8388608"), "{said}{}", String::from_utf8_lossy(&out.stderr));
    }

    #[test]
    fn a_process_outlives_the_thread_that_asked_for_it() {
        let mut child = std::thread::spawn(|| {
            let mut command = Command::new("/bin/sleep");
            command.arg("5");
            start(command).expect("starts")
        })
        .join()
        .expect("ends");
        assert!(child.try_wait().expect("asks").is_none());
        child.kill().expect("ends");
        child.wait().expect("ends");
    }
}
