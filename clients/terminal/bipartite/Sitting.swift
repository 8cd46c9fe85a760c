import CRDT
import Committee
import Foundation
import NIOCore
import NIOPosix
import SyncClient

/// One use of a member's folder, from opening to letting go: what every command does around its own work.
struct Sitting: Sendable {
    /// What a command does to the member's folder.
    enum Use: Sendable {
        /// Writes what it changes and fetches: needs the folder for itself, and waits for it this long.
        case writes(wait: Duration)
        /// Writes if the folder is free, else reads beside the process that has it.
        case reads
        /// Never takes the folder: for commands that run on.
        case readsBeside
    }

    let runner: SessionRunner
    let identity: Identity

    /// Opens the folder, runs `body` with a session that is connecting, and lets go again.
    ///
    /// - Parameters:
    ///   - pin: what the command was given for it; nil: from the environment, or it is asked for.
    ///   - connects: false for a `body` that connects the runner itself, once its screen is up.
    static func run<Result: Sendable>(
        _ identity: Identity, _ use: Use, pin: PIN? = nil, isPresent: Bool = false,
        isPrivate: Bool = false, connects: Bool = true,
        _ body: @Sendable (Sitting) async throws -> Result
    ) async throws -> Result {
        let lock = try await lock(identity.folder, use)
        // Before anything runs beside the keyboard.
        let key = try identity.keyFile.key { () throws(Failure) -> PIN in
            if let pin { pin } else { try PIN.toOpen(identity) }
        }
        var identity = identity
        identity.unlock(with: StoreKey(key))
        var store = MemberStore(
            folder: identity.folder, lock: lock, key: StoreKey(key), isPrivate: isPrivate)
        // The record takes about as long as all documents: it is read beside them.
        let (roomFile, isOwner) = (store.roomFile, store.isOwner)
        async let record = isPrivate ? (RoomRecord(), nil) : roomFile.load(isOwner: isOwner)
        let (documents, complaints) = store.loadDocuments()
        var session = ClientSession(
            committee: identity.committee, participant: identity.participant, stored: documents,
            isPresent: isPresent, freshClientID: { _ in ClientID(UInt32.random(in: 1...UInt32.max)) })
        let (room, complaint) = await record
        session.recall(room)
        for complaint in complaints { warn(complaint) }
        if let complaint { warn(complaint) }
        session.language = PreferredLanguage.tag()
        // What the version before kept lies open: it is sealed now.
        for name in store.behind {
            if let snapshot = session.snapshotForDisk(name) { try store.replace(name, with: snapshot) }
        }
        let sitting = Sitting(
            runner: SessionRunner(
                identity: identity, session: session, store: store,
                loop: MultiThreadedEventLoopGroup.singleton.any(),
                key: key),
            identity: identity)
        await sitting.runner.start()
        if connects { await sitting.runner.connect() }
        do {
            let result = try await body(sitting)
            // At once, whatever was asked: the member's trust in the record comes first.
            for alarm in await sitting.runner.view.session.alarms { warn("ATTENTION: \(alarm.words)") }
            try await sitting.runner.flush()
            await sitting.runner.stop()
            return result
        } catch {
            await sitting.runner.stop()
            throw error
        }
    }

    private static func lock(_ folder: URL, _ use: Use) async throws -> FolderLock? {
        switch use {
        case .readsBeside: return nil
        case .reads: return try FolderLock(folder: folder)
        case .writes(let wait):
            let clock = ContinuousClock()
            let end = clock.now + wait
            while true {
                if let lock = try FolderLock(folder: folder) { return lock }
                guard clock.now < end else {
                    throw Failure(
                        "Another bipartite of this member is open; close it with q or wait, then try again.",
                        .later)
                }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    // MARK: Waiting

    /// Opens documents and waits until they are in step with the server; false when offline.
    func join(_ documents: [DocumentName], within wait: Duration, isPatient: Bool) async throws -> Bool {
        try await runner.with { session in ((), documents.flatMap { session.open($0) }) }
        let joined = await runner.wait(wait) { view in
            (!isPatient && view.failedAttempts > 0)
                || view.session.link == .online
                    && documents.allSatisfy {
                        view.session.isJoined($0) || !view.session.documentNames.contains($0)
                    }
        }
        if let surrender = await runner.view.surrender { throw surrender }
        let view = await runner.view
        return joined && view.session.link == .online
    }

    /// Takes home the signed heads that cover what was just acknowledged.
    func keepHeads() async throws {
        try await runner.with { ((), $0.askForHeads()) }
        _ = await runner.wait(.seconds(1)) { !$0.session.isAsking || $0.session.link != .online }
    }

    /// As `join`, for whatever documents the server lists: the list is known once it has answered.
    func joinAll(within wait: Duration) async throws -> Bool {
        _ = await runner.wait(wait) { $0.session.link == .online || $0.failedAttempts > 0 }
        return try await join(await runner.view.session.documentNames, within: wait, isPatient: false)
    }
}
