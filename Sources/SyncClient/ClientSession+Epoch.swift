import CRDT
import Committee
import SyncProtocol

/// A document in a new epoch (DESIGN D16): the new state is taken into a fresh document, our unsent edits
/// are carried over, and what the server no longer has is put aside where the member sees it.
extension ClientSession {
    /// The whole state of the new epoch has come.
    mutating func arrived(_ state: [UInt8], in name: DocumentName) -> [Effect] {
        guard let copy = copies[name], let arrival = copy.arrival else { return [] }
        var fresh = Doc(clientID: arrival.clientID)
        for update in [state] + arrival.early {
            guard (try? fresh.apply(update, limits: .fromServer)) != nil else { return [.reconnect] }
        }
        let known = copy.acknowledgedDoc()
        var rebase = Rebase(from: known, to: fresh)
        for update in copy.refused + copy.unsent { rebase.carry(update) }

        copies[name]?.epoch = arrival.epoch
        copies[name]?.acknowledged = [state] + arrival.early
        copies[name]?.arrival = nil
        copies[name]?.hasServerState = true
        // Where the new state has read all that ours had, what is missing was deleted by somebody on purpose.
        if !fresh.stateVector.covers(known.stateVector) {
            room.quarantine += LostText.between(known, fresh).map {
                QuarantinedEdit(
                    document: name, piece: $0, because: "the server was restored to a time before it")
            }
        }
        var effects = replace(name, with: rebase) + [.statusChanged]
        if let vector = arrival.asked { effects += asked(for: vector, about: name) }
        return effects
    }
}

extension QuarantinedEdit {
    init(document: DocumentName, piece: Piece, because reason: String) {
        self.init(
            document: document,
            summary: "\(document.rawValue)/\(piece.place): \u{201C}\(piece.text)\u{201D} (\(reason))",
            text: piece.text)
    }
}
