import CRDT
import Committee

/// What a client may not keep: documents that are closed to the member, and what stands of erased matters.
extension ClientSession {
    /// Documents that are listed no more.
    mutating func letGoOfClosed() -> [Effect] {
        let closed = copies.keys.filter { name in !room.documents.contains { $0.name == name } }
        return closed.sorted { $0.rawValue < $1.rawValue }.flatMap { letGo(of: $0) }
    }

    /// What the member typed and the server has not taken goes where they can copy from it; the rest is not
    /// theirs to keep.
    mutating func letGo(of name: DocumentName) -> [Effect] {
        guard let copy = copies[name] else { return [] }
        var old = copy.acknowledgedDoc()
        for update in copy.refused + copy.unsent {
            room.quarantine += EditMeaning(of: update, on: &old).typed.map {
                QuarantinedEdit(document: name, piece: $0, because: "it is not open to you any more")
            }
        }
        let departed = forgetPresence(in: name)
        copies[name] = nil
        opened.remove(name)
        let nothing = DocumentSnapshot(epoch: 0, acknowledged: [], unsent: [], lastSeen: [])
        // The quarantine first: what leaves the document must be kept elsewhere before.
        return [.room(room), .snapshot(name, nothing), .replaced(name), .statusChanged] + departed
    }

    /// The words of a matter stand in what the member last saw, and in copies that are not fetched anew just
    /// now.
    mutating func letGo(ofErased event: Event) -> [Effect] {
        let id = event.subject
        let names = DocumentName.homes(ofMatter: id).filter {
            $0.audience == event.audience && copies[$0] != nil
        }
        return names.flatMap { name in
            copies[name]?.forget(matter: id, in: name)
            return snapshot(of: name) + [.replaced(name)]
        }
    }
}

extension DocumentCopy {
    fileprivate mutating func forget(matter id: String, in name: DocumentName) {
        var seen = Doc(clientID: 0)
        if !lastSeen.isEmpty, (try? seen.apply(lastSeen, limits: .fromServer)) != nil {
            seen.edit { Projection.erase(id, from: name, in: &$0) }
            lastSeen = seen.encodeStateAsUpdate()
        }
        // A copy that is joined is taken anew with the epoch that follows.
        guard phase == .left, unsent.isEmpty, refused.isEmpty else { return }
        (epoch, acknowledged) = (0, [])
        doc = Doc(clientID: doc.clientID)
        undo = nil
    }
}
