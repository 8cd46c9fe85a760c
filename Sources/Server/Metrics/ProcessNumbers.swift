import Foundation

/// What the kernel says of this process and of the data folder's disk.
struct ProcessNumbers: Sendable {
    var residentBytes = 0.0
    var cpuSeconds = 0.0
    var openFiles = 0.0
    var filesMax = 0.0
    var threads = 0.0
    /// Seconds since 1970.
    var startTime = 0.0

    /// Reads `/proc`; what cannot be read stays 0.
    init() {
        if let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) {
            let pages = text.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
            residentBytes = pages * Double(sysconf(Int32(_SC_PAGESIZE)))
        }
        if let text = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8) { read(stat: text) }
        // The listing itself has one open.
        let descriptors = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        openFiles = Double(max(0, (descriptors?.count ?? 0) - 1))
        var limit = rlimit()
        if unsafe getrlimit(__rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue)), &limit) == 0 {
            filesMax = Double(limit.rlim_cur)
        }
    }

    /// The fields behind the program's name, which may hold blanks.
    private mutating func read(stat text: String) {
        guard let name = text.lastIndex(of: ")") else { return }
        let fields = text[name...].dropFirst().split(separator: " ").map { Double($0) ?? 0 }
        guard fields.count > 19 else { return }
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        cpuSeconds = (fields[11] + fields[12]) / ticks
        threads = fields[17]
        let boot = try? String(contentsOfFile: "/proc/stat", encoding: .utf8)
            .split(separator: "\n").first { $0.hasPrefix("btime ") }?.split(separator: " ").last
        startTime = (boot.flatMap { Double($0) } ?? 0) + fields[19] / ticks
    }

    func add(to page: inout MetricsPage) {
        page.add("process_resident_memory_bytes", .gauge, "Resident memory.", residentBytes)
        page.add("process_cpu_seconds_total", .counter, "Processor time, user and system.", cpuSeconds)
        page.add("process_open_fds", .gauge, "Open files and sockets.", openFiles)
        page.add("process_max_fds", .gauge, "Files and sockets this process may open.", filesMax)
        page.add("process_threads", .gauge, "Threads.", threads)
        page.add("process_start_time_seconds", .gauge, "When the process began, since 1970.", startTime)
    }
}

/// What the data folder takes of its disk, and what is left.
struct FolderNumbers: Sendable {
    let folder: String

    func add(to page: inout MetricsPage) {
        let sizes = ["log.sqlite", "log.sqlite-wal", "accounts.sqlite"].map { name in
            (name, bytes(of: name))
        }
        page.add("bipartite_file_bytes", .gauge, "Files of the data folder.", by: "file", sizes)
        let values = try? URL(filePath: folder).resourceValues(forKeys: [.volumeAvailableCapacityKey])
        if let free = values?.volumeAvailableCapacity {
            page.add("bipartite_disk_free_bytes", .gauge, "Free on the folder's disk.", Double(free))
        }
    }

    private func bytes(of name: String) -> Double {
        let attributes = try? FileManager.default.attributesOfItem(atPath: folder + "/" + name)
        return (attributes?[.size] as? NSNumber)?.doubleValue ?? 0
    }
}
