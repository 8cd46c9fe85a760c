/// The way in: structs go from the bytes of an update straight into the arenas.
extension Engine {
    /// Merges a scanned update. Structs that miss a predecessor wait in `pending`, and so do deletes of what
    /// is not known. True if that took more comparisons of neighbours than the transaction may do.
    mutating func take(_ scan: borrowing UpdateScan) -> Bool {
        transaction.isVerbatim = scan.isCanonical
        if scan.structs.count > 64 { items.reserve(scan.structs.count) }
        if scan.sections.count == 1 {
            let section = scan.sections[0]
            let client = store.intern(section.client)
            if section.letterCount > 64 { contents.texts.reserve(section.letterCount, of: client) }
            var cursor = section.structs.lowerBound
            while cursor < section.structs.upperBound,
                take(scan.structs[cursor], of: client, scan.source) == .taken
            {
                cursor += 1
            }
            var held: UInt32?
            hold(scan.structs[cursor..<section.structs.upperBound], of: client, scan.source, &held)
            if let held { pending.settle(held) }
        } else if scan.sections.count > 1 {
            takeSections(scan)
        }
        guard transaction.comparisons <= transaction.comparisonsMax else { return true }
        takeDeletes(scan)
        takeWoken()
        return false
    }

    /// Sections in the order of the update, each as far as its dependencies are known; what another section
    /// brings is fetched from there first. Follows the stack of `integrateStructs` in Yjs 13.6.
    ///
    /// Each step takes a struct or stops sections for good, so the work grows with the number of structs,
    /// whoever wrote them.
    private mutating func takeSections(_ scan: borrowing UpdateScan) {
        let sections = scan.sections.span
        var cursors = ContiguousArray<Int>()
        var clients = ContiguousArray<ClientIndex>()
        cursors.reserveCapacity(sections.count)
        clients.reserveCapacity(sections.count)
        for place in sections.indices {
            let client = store.intern(sections[place].client)
            store[client].section = UInt32(place)
            cursors.append(sections[place].structs.lowerBound)
            clients.append(client)
            if sections[place].letterCount > 64 {
                contents.texts.reserve(sections[place].letterCount, of: client)
            }
        }
        /// Those on the stack, and for good those that were on it when it came to nothing.
        var isTaken = ContiguousArray(repeating: false, count: sections.count)
        var stack = ContiguousArray<(section: Int, needed: Clock)>()
        for bottom in sections.indices where !isTaken[bottom] {
            stack.append((bottom, .max))
            isTaken[bottom] = true
            while let top = stack.last {
                let client = clients[top.section]
                var verdict = Waiting.Verdict.taken
                while cursors[top.section] < sections[top.section].structs.upperBound,
                    store.state(of: client) <= top.needed
                {
                    verdict = take(scan.structs[cursors[top.section]], of: client, scan.source)
                    guard verdict == .taken else { break }
                    cursors[top.section] += 1
                }
                if verdict == .taken, top.needed == .max || store.state(of: client) > top.needed {
                    isTaken[top.section] = false
                    stack.removeLast()
                } else if case .missing(let id) = verdict, let next = store.lookUp(id.client),
                    let section = place(of: next, in: clients), !isTaken[section]
                {
                    isTaken[section] = true
                    stack.append((section, id.clock))
                } else {
                    // All below wait for the top, and the top for what will not come.
                    stack.empty()
                }
            }
        }
        var held: UInt32?
        for (place, cursor) in cursors.enumerated() {
            let rest = cursor..<sections[place].structs.upperBound
            hold(scan.structs[rest], of: clients[place], scan.source, &held)
        }
        if let held { pending.settle(held) }
    }

    /// Which section of the update that is taken is the client's.
    private func place(of client: ClientIndex, in clients: ContiguousArray<ClientIndex>) -> Int? {
        let section = Int(store[client].section)
        return section < clients.count && clients[section] == client ? section : nil
    }

    private mutating func takeDeletes(_ scan: borrowing UpdateScan) {
        var count = 0
        for place in scan.deletes.indices {
            let range = scan.deletes[place]
            takeDelete(range.client, range.clock, to: range.clock + range.length)
            count += Int(range.length)
        }
        noteVerbatim(deleting: count)
    }

    /// Deletes known elements; what is not known yet waits. Follows `readAndApplyDeleteSet` in Yjs 13.6.
    mutating func takeDelete(_ id: ClientID, _ clock: Clock, to end: Clock) {
        let client = store.intern(id)
        let known = store.state(of: client)
        if end > known {
            transaction.isVerbatim = false
            let start = max(clock, known)
            pending.addDelete(client, start, end - start)
        }
        if clock < known { delete(client, from: clock, to: min(end, known)) }
    }

    // MARK: One struct

    /// Takes what is new of a struct, if all it depends on is known.
    mutating func take(
        _ whole: ScannedStruct, of client: ClientIndex, _ source: ScanSource
    ) -> Waiting.Verdict {
        let known = store.state(of: client)
        var one = whole
        var rest: Content?
        if one.clock != known {
            transaction.isVerbatim = false
            if one.end <= known { return .taken }
            guard one.clock < known else { return .refused }
            rest = one.drop(known - one.clock, of: store.client(client), in: source)
        }
        guard transaction.comparisons <= transaction.comparisonsMax else { return .refused }
        if rest == nil, continues(one, client), grow(client, by: one, source) { return .taken }
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
        integrate(item, one, rest, source)
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
        if one.reference == 0 { return record.tail.isSome && items[record.tail].isGC }
        guard one.reference == 4, !one.isApart, one.hasOrigin, one.origin.client == record.id,
            one.origin.clock &+ 1 == one.clock, record.tail.isSome
        else { return false }
        let tail = items[record.tail]
        guard tail.content.kind == .string, tail.flags.isEmpty, !tail.parentSub.isSome else { return false }
        guard one.hasRightOrigin else { return !tail.rightOrigin.isSome && !tail.right.isSome }
        return tail.rightOrigin.isSome && tail.right.isSome && items[tail.right].id == tail.rightOrigin
            && tail.rightOrigin.clock == one.rightOrigin.clock
            && store.client(tail.rightOrigin.client) == one.rightOrigin.client
    }

    mutating func grow(_ client: ClientIndex, by one: ScannedStruct, _ source: ScanSource) -> Bool {
        guard one.reference != 0 else {
            growCollected(client, by: one.length)
            return true
        }
        return grow(client, by: one, source.bytes)
    }

    /// GC structs that follow each other are one.
    private mutating func growCollected(_ client: ClientIndex, by length: Clock) {
        noteGrowth(client)
        items[store[client].tail].length += length
        store[client].state += length
    }

    mutating func grow(_ client: ClientIndex, by one: ScannedStruct, _ update: [UInt8]) -> Bool {
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
        _ resolved: Item, _ one: ScannedStruct, _ rest: Content?, _ source: ScanSource
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
        if one.parent == .root { item.parent = root(source.rootName(of: one), nil) }
        if one.parent != .inherited, one.info & 0x20 != 0 {
            item.parentSub = keys.intern(source.keyName(of: one))
        }
        guard takesParent(&item, isInherited: one.parent == .inherited) else {
            integrate(item.asGC)
            transaction.isVerbatim = false
            return
        }
        if let rest {
            item.content = place(of: rest, by: item.id.client)
        } else if one.isApart {
            item.content = place(of: source.contents[Int(one.content.start)], by: item.id.client)
        } else if one.reference == 4 {
            item.content = contents.texts.add(
                source.bytes.span.extracting(one.text), isASCII: one.isASCII, of: item.id.client)
        }
        integrate(item)
    }
}
