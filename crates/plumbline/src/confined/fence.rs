//! What a confined child gives away: limits of the system everywhere, and on Linux files, network and system calls.

use std::fs;
use std::net::{TcpStream, UdpSocket};
use std::process::Command;

use rustix::process::{Resource, Rlimit, setrlimit};
use serde_json::{Value, json};

/// Most bytes of memory.
pub(super) const MEMORY: u64 = 1024 * 1024 * 1024;
/// Most seconds of work.
pub(super) const SECONDS: u64 = 60;

/// Closes every fence that this system has; says which they are.
///
/// # Errors
/// A sentence, when one that it should have cannot be closed.
pub(super) fn close() -> Result<Vec<&'static str>, String> {
    let mut fences = Vec::new();
    // In this order: making the rules for files takes a file, and setting limits a call that is refused afterwards.
    if system::files()? {
        fences.push("landlock");
    }
    limits()?;
    fences.push("limits");
    if system::calls()? {
        fences.push("seccomp");
    }
    Ok(fences)
}

fn limits() -> Result<(), String> {
    let limits = [
        (Resource::As, MEMORY),
        (Resource::Cpu, SECONDS),
        // No file grows, none is opened, and a crash leaves no picture of the memory.
        (Resource::Fsize, 0),
        (Resource::Nofile, 3),
        (Resource::Core, 0),
    ];
    for (resource, most) in limits {
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        setrlimit(resource, limit)
            .map_err(|error| format!("The limit {resource:?} cannot be set: {error}."))?;
    }
    Ok(())
}

/// Tries what a file could make a program do.
pub(super) fn probe(fences: &[&str]) -> Value {
    let elsewhere = std::env::temp_dir().join(format!("plumbline-probe-{}", std::process::id()));
    json!({
        "fences": fences,
        "reads_a_file": fs::read("/etc/passwd").is_ok(),
        "lists_a_folder": fs::read_dir("/").is_ok(),
        "writes_a_file": fs::write(&elsewhere, "x").is_ok(),
        "opens_a_socket": UdpSocket::bind("127.0.0.1:0").is_ok() || TcpStream::connect("127.0.0.1:1").is_ok(),
        "starts_a_program": Command::new("/bin/true").status().is_ok(),
        "starts_a_thread": std::thread::Builder::new().spawn(|| ()).is_ok(),
    })
}

#[cfg(target_os = "linux")]
mod system {
    use std::collections::BTreeMap;

    use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetStatus};
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch, apply_filter};

    /// System calls of a program that reads, thinks, writes and ends.
    const CALLS: [i64; 29] = [
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_close,
        libc::SYS_fstat,
        libc::SYS_lseek,
        libc::SYS_mmap,
        libc::SYS_mprotect,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_madvise,
        libc::SYS_brk,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_futex,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_tgkill,
        libc::SYS_sched_yield,
        libc::SYS_sched_getaffinity,
        libc::SYS_restart_syscall,
        libc::SYS_clock_gettime,
        libc::SYS_getrandom,
        libc::SYS_prctl,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ];

    /// No file and no network. Kernels before 5.13 do not know it; the other fences stand there too.
    pub(super) fn files() -> Result<bool, String> {
        let wrong = |error: landlock::RulesetError| format!("Files cannot be given away: {error}.");
        let ruleset = Ruleset::default()
            .handle_access(AccessFs::from_all(ABI::V5))
            .map_err(wrong)?;
        let ruleset = ruleset
            .handle_access(AccessNet::from_all(ABI::V5))
            .map_err(wrong)?;
        let status = ruleset.create().map_err(wrong)?.restrict_self().map_err(wrong)?;
        Ok(status.ruleset != RulesetStatus::NotEnforced)
    }

    /// Every other call is refused.
    pub(super) fn calls() -> Result<bool, String> {
        let Ok(machine) = TargetArch::try_from(std::env::consts::ARCH) else {
            return Ok(false);
        };
        let wrong = |error: &dyn std::fmt::Display| format!("System calls cannot be given away: {error}.");
        let rules: BTreeMap<i64, Vec<_>> = CALLS.iter().map(|call| (*call, Vec::new())).collect();
        let refused = SeccompAction::Errno(libc::EPERM.unsigned_abs());
        let filter = SeccompFilter::new(rules, refused, SeccompAction::Allow, machine)
            .map_err(|error| wrong(&error))?;
        let program: BpfProgram = filter
            .try_into()
            .map_err(|error: seccompiler::BackendError| wrong(&error))?;
        apply_filter(&program).map_err(|error| wrong(&error))?;
        Ok(true)
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    pub(super) fn files() -> Result<bool, String> {
        Ok(false)
    }

    pub(super) fn calls() -> Result<bool, String> {
        Ok(false)
    }
}
