import CRDT
import Committee
import RoomCore

/// What must hold when all is quiet again.
extension Network {
    func check() throws {
        for (index, client) in clients.enumerated() {
            for complaint in client.complaints() { throw Failure(complaint) }
            for name in client.documents { try check(name, of: client, index) }
        }
        let acknowledged = clients.reduce(into: Set<String>()) { $0.formUnion($1.acknowledged) }
        for (name, markers) in written {
            let doc = shell.room?.documents[name]
            let text = doc.flatMap { doc in doc.root("notes").map { doc.string($0) } } ?? ""
            let kept = Set(self.markers(in: text).map(\.marker))
            for marker in markers where !deleted.contains(marker) && !kept.contains(marker) {
                let saved = acknowledged.contains(marker) ? "acknowledged" : "never acknowledged"
                throw Failure("\(marker), \(saved), is lost from \(name.rawValue)")
            }
            for marker in markers where !deleted.contains(marker) && !acknowledged.contains(marker) {
                throw Failure("\(marker) in \(name.rawValue) was never acknowledged")
            }
        }
    }

    /// The client, the room and the log read the same.
    private func check(_ name: DocumentName, of client: any SimulatedClient, _ index: Int) throws {
        guard let here = client.doc(name), let room = shell.room?.documents[name] else {
            throw Failure("\(client.participant.id) has no \(name.rawValue)")
        }
        let flushed = shell.disk.flushed[name] ?? Doc(clientID: 0)
        guard picture(here) == picture(room) else {
            throw Failure(
                "\(client.participant.id) and the room differ in \(name.rawValue): \(picture(here)) "
                    + "and \(picture(room))")
        }
        guard picture(room) == picture(flushed), room.stateVector == flushed.stateVector else {
            throw Failure("room and log differ in \(name.rawValue)")
        }
        if let broken = here.checkInvariants() ?? room.checkInvariants() { throw Failure(broken) }
    }

    /// Everything visible, in words.
    private func picture(_ doc: Doc) -> String {
        let notes = doc.root("notes").map { doc.string($0) } ?? ""
        let maps = ["items", "drafts"].compactMap { name -> String? in
            guard let map = doc.root(name), !doc.keys(of: map).isEmpty else { return nil }
            return doc.keys(of: map).map { "\($0)=\(doc.value($0, in: map).map { "\($0)" } ?? "")" }
                .joined(separator: ",")
        }
        return ([notes] + maps).joined(separator: "|")
    }
}
