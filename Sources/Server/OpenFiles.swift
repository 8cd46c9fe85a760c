import Foundation

/// How many files and sockets this process may hold open.
enum OpenFiles {
    /// Kept free of sockets: the databases, the lock, standard streams.
    static let reserved = 64

    /// Takes as many as the system grants without asking anybody; returns how many that are.
    static func raiseLimit() -> Int {
        #if canImport(Darwin)
            let files = RLIMIT_NOFILE
        #else
            let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #endif
        var limit = rlimit()
        guard unsafe getrlimit(files, &limit) == 0 else { return 1024 }
        let before = limit.rlim_cur
        limit.rlim_cur = limit.rlim_max
        // macOS grants no "unlimited"; what there was is kept.
        if unsafe setrlimit(files, &limit) != 0 { limit.rlim_cur = before }
        return Int(clamping: limit.rlim_cur)
    }
}
