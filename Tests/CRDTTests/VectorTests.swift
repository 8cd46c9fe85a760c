import CRDT
import Testing

@Suite("Vectors of stock Yjs")
struct VectorTests {
    static let cases = (try? vectors("updates")["cases"]?.array) ?? []
    static let names = cases.compactMap { $0["what"]?.string }

    static func find(_ name: String) throws -> AnyValue {
        try #require(cases.first { $0["what"]?.string == name })
    }

    @Test("The file of vectors is read")
    func present() {
        #expect(Self.names.count >= 16)
    }

    @Test("A document shows after an update what Yjs shows, and stands where Yjs stands", arguments: names)
    func shown(name: String) throws {
        let one = try Self.find(name)
        var doc = Doc(clientID: 99)
        try doc.apply(one["update"]?.hex ?? [])
        #expect(doc.checkInvariants() == nil)
        #expect(doc.stateVector == (try StateVector(decoding: one["stateVector"]?.hex ?? [])))
        #expect(doc.stateVector.encoded() == one["stateVector"]?.hex)
        #expect(doc.hasPending == one["isPending"]?.bool)
        for root in one["roots"]?.members ?? [] {
            guard let type = doc.root(root.key) else {
                #expect(
                    root.value["json"]?.canonical ?? "[]" == "[]" || root.value["json"]?.canonical == "{}",
                    "\(root.key) is missing")
                continue
            }
            if let delta = root.value["delta"] { #expect(doc.delta(type).any.canonical == delta.canonical) }
            if let json = root.value["json"] { #expect(doc.plain(type).canonical == json.canonical) }
            if let length = root.value["length"]?.int { #expect(doc.length(of: type) == length) }
        }
    }

    @Test("A decoded update is written again byte for byte", arguments: names)
    func roundTrip(name: String) throws {
        let bytes = try Self.find(name)["update"]?.hex ?? []
        #expect(try DecodedUpdate(decoding: bytes).encoded() == bytes)
    }

    @Test("A document that took an update writes the bytes Yjs writes", arguments: names)
    func again(name: String) throws {
        let one = try Self.find(name)
        var doc = Doc(clientID: 99)
        try doc.apply(one["update"]?.hex ?? [])
        // Yjs 13.5 writes the clients of a delete set in any order; 13.6 and ours in descending order.
        let again = try DecodedUpdate(decoding: one["again"]?.hex ?? []).encoded()
        #expect(doc.encodeStateAsUpdate() == again)
    }

    @Test("Relative positions have the bytes and the JSON of Yjs, and follow edits as there")
    func positions() throws {
        let file = try vectors("positions")
        var base = Doc(clientID: 98)
        try base.apply(file["base"]?.hex ?? [])
        var later = Doc(clientID: 99)
        try later.apply(file["later"]?.hex ?? [])
        func type(_ name: String, in doc: Doc) -> TypeID? {
            if name == "notes" { return doc.root(name) }
            guard let items = doc.root("items"), case .type(let text, _)? = doc.value(name, in: items) else {
                return nil
            }
            return text
        }
        let positions = file["positions"]?.array ?? []
        #expect(positions.count > 15)
        for one in positions {
            let name = try #require(one["type"]?.string)
            let text = try #require(type(name, in: base))
            let index = try #require(one["index"]?.int)
            let position = base.relativePosition(at: index, assoc: one["assoc"]?.int ?? 0, in: text)
            let told = try #require(one["json"].flatMap { RelativePosition(json: $0) })
            #expect(position.encoded() == one["bytes"]?.hex, "\(name) \(index)")
            #expect(position.json.canonical == one["json"]?.canonical, "\(name) \(index)")
            #expect(told == position)
            let read = try RelativePosition(decoding: one["bytes"]?.hex ?? [])
            #expect(read.item == position.item && read.assoc == position.assoc)
            for each in [read, told] {
                let place = try #require(later.absolutePosition(of: each), "\(name) \(index)")
                #expect(place.index == one["later"]?.int, "\(name) \(index)")
                #expect(place.type == type(name, in: later))
            }
        }
    }
}
