/// One struct of an update as it lies in the bytes: numbers and places, nothing copied.
struct ScannedStruct: BitwiseCopyable, Sendable {
    enum Parent: UInt8, BitwiseCopyable, Sendable {
        case inherited, root, item
    }

    var info: UInt8
    var parent = Parent.inherited
    /// Of text: it is all ASCII.
    var isASCII = false
    /// Its content lies among the contents, not in the bytes.
    var isApart = false
    var clock: Clock
    var length: Clock = 0
    /// The origin. Without origins: the item that holds the parent, or, as client and clock, start and
    /// length of the root's name.
    var origin = ID(client: 0, clock: 0)
    var rightOrigin = ID(client: 0, clock: 0)
    /// Start and length of the key.
    var key = (start: UInt32(0), count: UInt32(0))
    /// Text: start and length of its bytes. Apart: the place among the contents.
    var content = (start: UInt32(0), count: UInt32(0))

    var hasOrigin: Bool { info & 0x80 != 0 }
    var hasRightOrigin: Bool { info & 0x40 != 0 }
    /// The number of its content; 0 for a GC struct.
    var reference: UInt8 { info & 0x1F }
    var end: Clock { clock + length }
    /// Where its text lies.
    var text: Range<Int> { Int(content.start)..<Int(content.start) + Int(content.count) }

    /// Takes its first elements off, which are known already; returns what is left of a content that has to
    /// lie apart then. Follows the offset of `Item#integrate` in Yjs 13.6.
    mutating func drop(_ count: Clock, of client: ClientID, in source: borrowing ScanSource) -> Content? {
        clock += count
        length -= count
        guard reference != 0 else { return nil }
        origin = ID(client: client, clock: clock - 1)
        parent = .inherited
        info |= 0x80
        if reference == 1 { return nil }
        if isASCII, !isApart {
            content = (content.start + count, content.count - count)
            return nil
        }
        let rest = source.content(of: self).dropping(count)
        isApart = true
        isASCII = false
        return rest
    }
}

/// What scanned structs name: the bytes of their update, and contents made of them.
struct ScanSource: Sendable {
    var bytes: [UInt8]
    /// Contents other than text and deleted runs.
    var contents: ContiguousArray<Content>

    func string(_ start: some BinaryInteger, _ count: some BinaryInteger) -> String {
        let range = Int(start)..<Int(start) + Int(count)
        guard let text = try? UTF8Span(validating: bytes.span.extracting(range)) else { return "" }
        return String(copying: text)
    }

    func rootName(of one: ScannedStruct) -> String { string(one.origin.client, one.origin.clock) }
    func keyName(of one: ScannedStruct) -> String { string(one.key.start, one.key.count) }

    func content(of one: ScannedStruct) -> Content {
        if one.isApart { return contents[Int(one.content.start)] }
        guard one.reference == 4 else { return .deleted(one.length) }
        return .string(Array(string(one.content.start, one.content.count).utf16))
    }

    /// The same as the wire carries it, for what is not taken in yet.
    func raw(_ one: ScannedStruct, of client: ClientID) -> RawStruct {
        let id = ID(client: client, clock: one.clock)
        guard one.reference != 0 else { return RawStruct(id: id, length: one.length, kind: .gc) }
        var parent = RawStruct.Parent.inherited
        var key: String?
        if one.parent != .inherited {
            parent = one.parent == .root ? .root(rootName(of: one)) : .item(one.origin)
            if one.info & 0x20 != 0 { key = keyName(of: one) }
        }
        let body = RawStruct.Body(
            origin: one.hasOrigin ? one.origin : nil,
            rightOrigin: one.hasRightOrigin ? one.rightOrigin : nil,
            parent: parent, parentSub: key, hasParentSub: one.info & 0x20 != 0, content: content(of: one))
        return RawStruct(id: id, length: one.length, kind: .item(body))
    }
}

extension ScanSource {
    init() {
        self.init(bytes: [], contents: [])
    }

    /// A struct that was read the general way; its names go to the end of the bytes.
    mutating func add(_ raw: RawStruct) -> ScannedStruct {
        var one = ScannedStruct(info: 0, clock: raw.id.clock, length: raw.length)
        guard case .item(let body) = raw.kind else { return one }
        one.info = body.content.kind.rawValue | (body.hasParentSub ? 0x20 : 0)
        if let origin = body.origin {
            one.origin = origin
            one.info |= 0x80
        }
        if let rightOrigin = body.rightOrigin {
            one.rightOrigin = rightOrigin
            one.info |= 0x40
        }
        switch body.parent {
        case .inherited: break
        case .root(let name):
            one.parent = .root
            let (start, count) = add(name)
            one.origin = ID(client: UInt64(start), clock: count)
        case .item(let id):
            one.parent = .item
            one.origin = id
        }
        if one.parent != .inherited, let key = body.parentSub { one.key = add(key) }
        if case .deleted = body.content { return one }
        one.isApart = true
        one.content = (UInt32(contents.count), 0)
        contents.append(body.content)
        return one
    }

    private mutating func add(_ name: String) -> (start: UInt32, count: UInt32) {
        let start = UInt32(bytes.count)
        bytes += Array(name.utf8)
        return (start, UInt32(bytes.count) - start)
    }
}
