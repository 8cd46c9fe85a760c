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
        var stood: Set<Audience> = []
        for index in 0..<history.count {
            let recorded = history[index]
            guard recorded.event.tells(ofMatter: id) else { continue }
            if recorded.event.knownType == .issueOpened { stood.insert(recorded.event.audience) }
            positions.append(recorded.position)
            history.erase(at: index)
        }
        // Also where no word is left: what was written and taken out again still stands in the log.
        let names = DocumentName.homes(ofMatter: id).filter { name in
            stood.contains(name.audience) && stores[name] != nil
        }
        for name in names { clear(id, from: name) }
        append(names.map { newEpoch(of: $0) })
        effect(.erase(Erasure(events: positions, documents: names)))
        tellNewEpochs(of: names)
    }

    /// Takes what is written about the matter out of a document.
    private mutating func clear(_ id: String, from name: DocumentName) {
        stores[name]?.doc.edit { Projection.erase(id, from: name, in: &$0) }
    }
}
