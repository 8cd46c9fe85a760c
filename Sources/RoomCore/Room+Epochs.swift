import CRDT
import Committee

/// Checkpoints, and the epochs documents enter when the log went back in time or something was erased (D16).
extension Room {
    mutating func isCheckpointDue(_ name: DocumentName) -> Bool {
        let most = limits.checkpointUpdates
        return inPlace(name) { $0.updateCount + $0.headStart >= most } ?? false
    }

    mutating func checkpoint(_ name: DocumentName) -> LogEntry {
        stores[name]?.headStart = 0
        return entry(.checkpoint, payload: wholeState(of: name), in: name, role: nil)
    }

    /// The first checkpoints after loading come earlier, in every room by another number of updates. Rooms
    /// that were loaded together and are written in alike would else write theirs together, time after time,
    /// and every edit of the server would wait for all of them.
    mutating func giveHeadStart() {
        // FNV-1a: the same for one room wherever and whenever it is loaded.
        let hash = id.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        let headStart = Int(hash % UInt32(clamping: max(1, limits.checkpointUpdates)))
        for (name, document) in stores where document.updateCount == 0 {
            stores[name]?.headStart = headStart
        }
    }

    /// Every document enters a new epoch, and whoever has one open starts anew once the log holds it. Client
    /// ids stay whose they are: a stock client goes on under its own, and nobody may take it meanwhile.
    mutating func raiseEpochs() {
        let names = stores.keys.sorted { $0.rawValue < $1.rawValue }
        append(names.map { newEpoch(of: $0) })
        tellNewEpochs(of: names)
    }

    mutating func newEpoch(of name: DocumentName) -> LogEntry {
        stores[name]?.epoch += 1
        return entry(.epoch, payload: wholeState(of: name), in: name, role: nil)
    }

    mutating func tellNewEpochs(of names: [DocumentName]) {
        for name in names {
            for connection in stores[name]?.order ?? [] {
                drop(connection, name, .epochChanged, reason: "epoch \(epoch(of: name))", whenFlushed: true)
            }
            tellEpoch(of: name)
        }
    }

    /// Writes what makes the next loading short, and says so when nothing waits any more.
    mutating func unload() {
        isUnloading = true
        deriveAll()
        strikeClocks()
        let names = stores.keys.filter { isWorthACheckpoint($0) }.sorted { $0.rawValue < $1.rawValue }
        append(names.map { checkpoint($0) })
        finishUnloading()
    }

    /// A few small updates are read again in no time; a long document written anew for each of them would
    /// fill the disk.
    private func isWorthACheckpoint(_ name: DocumentName) -> Bool {
        guard let document = stores[name], document.updateCount > 0 else { return false }
        return document.updateCount >= limits.checkpointUpdates / 10 || document.updateBytes > 1 << 16
    }

    private mutating func wholeState(of name: DocumentName) -> [UInt8] {
        let state = stores[name]?.doc.encodeStateAsUpdate() ?? []
        stores[name]?.noteWhole(state)
        return state
    }
}
