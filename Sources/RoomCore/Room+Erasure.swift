import CRDT
import Committee

/// A matter both roles agreed to erase: its words go from the log and from every document, and its readers'
/// documents enter a new epoch. That it was there, and who had it erased, stays. `Protocol/commands.md`.
extension Room {
    /// Follows the erasures among the events from a place on.
    mutating func erase(from first: Int) {
        let erased = Set(
            history.recorded(from: first).filter { $0.event.knownType == .issueErased }.map(\.event.subject))
        for id in erased.sorted() { erase(matter: id) }
    }

    private mutating func erase(matter id: String) {
        var positions: [LogPosition] = []
        for index in 0..<history.count {
            let recorded = history[index]
            guard recorded.event.subject == id, recorded.event.knownType != .issueErased else { continue }
            positions.append(recorded.position)
            history.erase(at: index)
        }
        let names = [DocumentName.issues, .issuesWorker, .restrictedCase(id)].filter { clear(id, from: $0) }
        append(names.map { newEpoch(of: $0) })
        effect(.erase(Erasure(events: positions, documents: names)))
        tellNewEpochs(of: names)
    }

    /// Takes what was written about the matter out of a document; false if there is nothing.
    private mutating func clear(_ id: String, from name: DocumentName) -> Bool {
        guard stores[name] != nil else { return false }
        var isCleared = false
        stores[name]?.doc.edit { isCleared = Projection.erase(id, from: name, in: &$0) }
        return isCleared
    }
}
