/// The fast way in: structs go from the bytes of an update straight into the arenas.
extension Engine {
    /// Merges a scanned update. What must wait is read again, the general way: what was taken is known then.
    mutating func take(_ scan: borrowing UpdateScan, _ update: [UInt8], _ limits: DecodingLimits) {
        transaction.isVerbatim = true
        guard !take(scan, update) else { return }
        transaction.isVerbatim = false
        if let whole = try? DecodedUpdate(decoding: update, limits: limits) { apply(whole) }
    }

    /// False if something could not be taken.
    private mutating func take(_ scan: borrowing UpdateScan, _ update: [UInt8]) -> Bool {
        if scan.structs.count > 64 { items.reserve(scan.structs.count) }
        var isWhole = true
        if scan.sections.count == 1 {
            let section = scan.sections[0]
            let client = store.intern(section.client)
            if section.letterCount > 64 { contents.texts.reserve(section.letterCount, of: client) }
            for place in section.structs {
                guard take(scan.structs[place], of: client, scan, update) == .taken else { return false }
            }
        } else if scan.sections.count > 1 {
            isWhole = takeSections(scan, update)
        }
        guard isWhole else { return false }
        return takeDeletes(scan)
    }

    /// Sections in the order of the update, each as far as its dependencies are known; what another section
    /// brings is fetched from there first. Follows the stack of `integrateStructs` in Yjs 13.6.
    private mutating func takeSections(_ scan: borrowing UpdateScan, _ update: [UInt8]) -> Bool {
        var cursors = scan.sections.map(\.structs.lowerBound)
        var clients: [ClientID: Int] = [:]
        for (place, section) in scan.sections.enumerated() { clients[section.client] = place }
        var isOnStack = cursors.map { _ in false }
        for section in scan.sections where section.letterCount > 64 {
            contents.texts.reserve(section.letterCount, of: store.intern(section.client))
        }
        for bottom in scan.sections.indices {
            var stack = [(section: bottom, needed: Clock.max)]
            isOnStack[bottom] = true
            while let top = stack.last {
                let section = scan.sections[top.section]
                let client = store.intern(section.client)
                var verdict = Waiting.Verdict.taken
                while cursors[top.section] < section.structs.upperBound,
                    store.state(of: client) <= top.needed
                {
                    verdict = take(scan.structs[cursors[top.section]], of: client, scan, update)
                    guard verdict == .taken else { break }
                    cursors[top.section] += 1
                }
                switch verdict {
                case .taken:
                    if top.needed != .max, store.state(of: client) <= top.needed { return false }
                    isOnStack[top.section] = false
                    stack.removeLast()
                case .missing(let id):
                    guard let next = clients[id.client], !isOnStack[next] else { return false }
                    isOnStack[next] = true
                    stack.append((next, id.clock))
                case .refused: return false
                }
            }
        }
        return true
    }

    private mutating func takeDeletes(_ scan: borrowing UpdateScan) -> Bool {
        var count = 0
        for place in scan.deletes.indices {
            let range = scan.deletes[place]
            guard let client = store.find(range.client),
                range.clock + range.length <= store.state(of: client)
            else { return false }
            delete(client, from: range.clock, to: range.clock + range.length)
            count += Int(range.length)
        }
        noteVerbatim(deleting: count)
        return true
    }

    // MARK: One struct

    private mutating func take(
        _ one: ScannedStruct, of client: ClientIndex, _ scan: borrowing UpdateScan, _ update: [UInt8]
    ) -> Waiting.Verdict {
        let known = store.state(of: client)
        guard one.clock == known else {
            transaction.isVerbatim = false
            return one.end <= known ? .taken : .refused
        }
        if one.reference == 4, continues(one, client), grow(client, by: one, update) { return .taken }
        var item = Item(
            id: LocalID(client: client, clock: one.clock), length: one.length, content: .deleted)
        if one.hasOrigin {
            guard let origin = resolve(one.origin) else { return .missing(one.origin) }
            item.origin = origin
        }
        if one.hasRightOrigin {
            guard let rightOrigin = resolve(one.rightOrigin) else { return .missing(one.rightOrigin) }
            item.rightOrigin = rightOrigin
        }
        if one.parent == .item {
            guard let holder = resolve(one.origin) else { return .missing(one.origin) }
            item.parent = items[find(holder)].type
        }
        integrate(item, one, scan, update)
        return .taken
    }

    /// An id by the engine's own name, if the element is known.
    private mutating func resolve(_ id: ID) -> LocalID? {
        guard let client = store.lookUp(id.client), id.clock < store.state(of: client) else {
            return nil
        }
        return LocalID(client: client, clock: id.clock)
    }

    /// Whether the struct goes right behind its client's last run and nothing stands between. The conditions
    /// are those of `Item#mergeWith` in Yjs 13.6.
    func continues(_ one: ScannedStruct, _ client: ClientIndex) -> Bool {
        let record = store[client]
        guard one.hasOrigin, one.origin.client == record.id, one.origin.clock &+ 1 == one.clock,
            record.tail.isSome
        else { return false }
        let tail = items[record.tail]
        guard tail.content.kind == .string, tail.flags.isEmpty else { return false }
        guard one.hasRightOrigin else { return !tail.rightOrigin.isSome && !tail.right.isSome }
        return tail.rightOrigin.isSome && tail.right.isSome && items[tail.right].id == tail.rightOrigin
            && tail.rightOrigin.clock == one.rightOrigin.clock
            && store.client(tail.rightOrigin.client) == one.rightOrigin.client
    }

    mutating func grow(_ client: ClientIndex, by one: ScannedStruct, _ update: [UInt8])
        -> Bool
    {
        let tail = store[client].tail
        guard
            contents.texts.grow(items[tail], by: update.span.extracting(one.text), isASCII: one.isASCII)
        else {
            return false
        }
        noteGrowth(client)
        lengthen(tail, by: one.length)
        noteChange(items[tail].parent, items[tail].parentSub)
        return true
    }

    /// Finds neighbours and parent, then integrates. Follows `Item#getMissing` in Yjs 13.6.
    private mutating func integrate(
        _ resolved: Item, _ one: ScannedStruct, _ scan: borrowing UpdateScan, _ update: [UInt8]
    ) {
        var item = resolved
        guard one.reference != 0 else {
            integrate(item.asGC)
            return
        }
        if item.origin.isSome { item.left = itemEnding(at: item.origin) }
        if item.rightOrigin.isSome {
            let right = item.left.isSome ? items[item.left].right : .none
            let isNext = right.isSome && items[right].id == item.rightOrigin
            item.right = isNext ? right : itemStarting(at: item.rightOrigin)
        }
        if one.parent == .root { item.parent = root(one.rootName(in: update.span), nil) }
        if one.parent != .inherited, one.info & 0x20 != 0 {
            item.parentSub = keys.intern(one.keyName(in: update.span))
        }
        guard takesParent(&item, isInherited: one.parent == .inherited) else {
            integrate(item.asGC)
            transaction.isVerbatim = false
            return
        }
        switch one.reference {
        case 1: break
        case 4:
            item.content = contents.texts.add(
                update.span.extracting(one.text), isASCII: one.isASCII, of: item.id.client)
        default:
            item.content = place(of: scan.contents[Int(one.content.start)], by: item.id.client)
        }
        integrate(item)
    }
}

extension ScannedStruct {
    /// Where its text lies.
    var text: Range<Int> { Int(content.start)..<Int(content.start) + Int(content.count) }

    func rootName(in bytes: Span<UInt8>) -> String {
        Self.string(bytes, Int(origin.client), Int(origin.clock))
    }

    func keyName(in bytes: Span<UInt8>) -> String {
        Self.string(bytes, Int(key.start), Int(key.count))
    }

    private static func string(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> String {
        guard let text = try? UTF8Span(validating: bytes.extracting(start..<start + count)) else {
            return ""
        }
        return String(copying: text)
    }
}
