import Foundation

/// The server under load, as the kernel accounts for it.
struct LoadedProcess: Sendable {
    let id: Int32

    /// CPU time of all its threads, in seconds.
    func cpuSeconds() throws -> Double {
        var clock = clockid_t()
        guard unsafe clock_getcpuclockid(id, &clock) == 0 else { throw LoadFailure("process \(id) is gone") }
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
    }

    var residentMiB: Double { status("VmRSS:") }

    /// The most it held since it started, or since `forgetPeak`.
    var peakMiB: Double { status("VmHWM:") }

    func forgetPeak() {
        try? "5".write(toFile: "/proc/\(id)/clear_refs", atomically: false, encoding: .utf8)
    }

    private func status(_ key: String) -> Double {
        let text = (try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix(key) } ?? ""
        let kibibytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) }
        return (kibibytes ?? 0) / 1024
    }
}

/// Why a measurement is worth nothing, in words.
struct LoadFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
