import Foundation

/// The process's clocks, in milliseconds.
enum Clock {
    static func cpu() -> Double {
        milliseconds(clock_gettime_nsec(CLOCK_PROCESS_CPUTIME_ID))
    }

    static func wall() -> Double {
        milliseconds(clock_gettime_nsec(CLOCK_MONOTONIC))
    }

    /// Resident memory in KiB, as the kernel counts pages.
    static func residentKiB() -> Double {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
        return pages * Double(sysconf(Int32(_SC_PAGESIZE))) / 1024
    }

    private static func milliseconds(_ nanoseconds: UInt64) -> Double { Double(nanoseconds) / 1_000_000 }

    private static func clock_gettime_nsec(_ clock: clockid_t) -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
