//! What does a worker do? It gives up its rights, then reads files until there are no more.

use super::wire::{Outcome, Request, kind, receive, send, send_json};
use fontes_archive::Record;
use fontes_ingest::{Item, Limits, Source};
use std::io::{self, BufWriter, Cursor, Write};

/// Bytes of the stack on which files are parsed.
const STACK: usize = 64 << 20;

/// Runs a worker. `file` says that standard input is the one file to read, and what it is;
/// otherwise requests come by standard input.
pub(crate) fn serve(file: Option<&str>) -> io::Result<()> {
    let file = file.map(serde_json::from_str::<Request>).transpose()?;
    let work = std::thread::Builder::new().stack_size(STACK).spawn(move || {
        confine();
        let mut out = BufWriter::with_capacity(1 << 16, io::stdout());
        match file {
            Some(request) => whole_file(&request, &mut out),
            None => requests(&mut out),
        }
    })?;
    work.join().unwrap_or_else(|_| Err(io::Error::other("the reader of this format failed")))
}

fn requests(out: &mut dyn Write) -> io::Result<()> {
    let mut input = io::stdin().lock();
    while let Some((k, payload)) = receive(&mut input)? {
        if k != kind::REQUEST {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let request: Request = serde_json::from_slice(&payload)?;
        let Some((kind::BYTES, bytes)) = receive(&mut input)? else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        read(&request, &mut Cursor::new(&bytes), out)?;
    }
    Ok(())
}

#[cfg(unix)]
fn whole_file(request: &Request, out: &mut dyn Write) -> io::Result<()> {
    use std::os::fd::AsFd;
    let mut file = std::fs::File::from(io::stdin().as_fd().try_clone_to_owned()?);
    read(request, &mut file, out)
}

#[cfg(not(unix))]
fn whole_file(request: &Request, out: &mut dyn Write) -> io::Result<()> {
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut io::stdin().lock(), &mut bytes)?;
    read(request, &mut Cursor::new(bytes), out)
}

fn read(request: &Request, input: &mut (impl io::Read + io::Seek), out: &mut dyn Write) -> io::Result<()> {
    let source =
        Source { name: &request.name, size: request.size, input, encoding: request.encoding.as_deref() };
    let mut done = Ok(());
    fontes_ingest::open(source, Limits::default(), &mut |item| {
        if done.is_ok() {
            done = give(item, out);
        }
    });
    done?;
    send(out, kind::END, b"")?;
    out.flush()
}

fn give(item: Item<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut outcome = Outcome {
        digest: item
            .bytes
            .filter(|_| !item.inside.is_empty())
            .map(fontes_archive::digest)
            .unwrap_or_default(),
        size: item.bytes.map_or(0, |b| b.len() as u64),
        inside: item.inside,
        failed: None,
        notices: vec![],
    };
    match item.outcome {
        Ok(read) => {
            for document in read.documents {
                let record = Record { path: String::new(), digest: String::new(), document };
                send(out, kind::DOCUMENT, &record.encode())?;
            }
            for picture in read.pictures {
                let mut bytes = picture.page.to_le_bytes().to_vec();
                bytes.extend(picture.bytes);
                send(out, kind::PICTURE, &bytes)?;
            }
            outcome.notices = read.notices.into_iter().map(|n| (n.what, n.loss)).collect();
        }
        Err(e) => outcome.failed = Some((e.reason, e.remedy)),
    }
    send_json(out, kind::OUTCOME, &outcome)?;
    out.flush()
}

/// Gives up what parsing does not need: memory beyond a bound, files, sockets, programs. What
/// the platform cannot forbid stays allowed: the process is still apart.
fn confine() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let limit = |resource, n| {
            let _ = setrlimit(resource, Rlimit { current: Some(n), maximum: Some(n) });
        };
        // Private memory; mapped files do not count. Where the system does not count it
        // (macOS), the bound on addresses stands for it.
        limit(Resource::Data, super::MEMORY);
        #[cfg(not(target_os = "linux"))]
        limit(Resource::As, 4 * super::MEMORY);
        limit(Resource::Core, 0);
        limit(Resource::Fsize, 0);
        limit(Resource::Nofile, 16);
    }
    #[cfg(target_os = "linux")]
    {
        let _ = landlocked();
        let _ = filtered();
    }
}

/// No access to any file by its path, no TCP.
#[cfg(target_os = "linux")]
fn landlocked() -> Result<(), landlock::RulesetError> {
    use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr};
    let abi = ABI::V5;
    Ruleset::default()
        .handle_access(AccessFs::from_all(abi))?
        .handle_access(AccessNet::from_all(abi))?
        .create()?
        .restrict_self()?;
    Ok(())
}

/// Calls to the system that a parser has no need of fail.
#[cfg(target_os = "linux")]
fn filtered() -> Result<(), seccompiler::Error> {
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
    let rules = forbidden.into_iter().map(|call| (call, vec![])).collect();
    let filter =
        SeccompFilter::new(rules, SeccompAction::Allow, SeccompAction::Errno(libc::EPERM as u32), arch)?;
    let program: BpfProgram = filter.try_into()?;
    apply_filter(&program)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_confined_thread_opens_nothing() {
        // Both bind the thread that calls them, and those that it starts.
        let tried = std::thread::spawn(|| {
            let ruled = landlocked().is_ok();
            let walled = filtered().is_ok();
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
