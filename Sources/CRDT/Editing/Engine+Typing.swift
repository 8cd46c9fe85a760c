/// The edits people make most: letters typed, letters deleted, in a text without formats. They change the
/// runs that are there wherever they can, and make new ones only where they must; what is left is what the
/// general way would have left after its merging.
extension Engine {
    /// Follows `YText#insert` in Yjs 13.6 where no formats are in force.
    mutating func type(_ utf8: Span<UInt8>, units: Clock, at index: Int, in text: TypeIndex) {
        precondition(index >= 0 && index <= types[text].length, "a position lies within the text")
        let isASCII = units == Clock(utf8.count)
        let client = ownClient(with: units)
        var left = ItemIndex.none
        var right = types[text].start
        if index > 0 {
            let held = seek(index, in: text)
            left = held.item
            let count = Clock(index - held.start)
            if count < items[left].length {
                right = cut(left, at: count)
            } else {
                right = items[left].right
            }
        }
        // As Yjs's `minimizeAttributeChanges`: behind what is deleted.
        while right.isSome, items[right].isDeleted {
            left = right
            right = items[right].right
        }
        let isContinued = left.isSome && store[client].tail == left
        if isContinued, grow(left, before: right, by: utf8, units: units, isASCII: isASCII) { return }
        let clock = store.state(of: client)
        let new = Item(
            id: LocalID(client: client, clock: clock), length: units,
            origin: left.isSome ? items[left].lastID : .none,
            rightOrigin: right.isSome ? items[right].id : .none, left: left, right: right, parent: text,
            content: contents.texts.add(utf8, isASCII: isASCII, of: client))
        let place = append(new)
        link(place)
        noteChange(text, .none)
        if isContinued { transaction.leavesNeighbours = true }
        cursor = Cursor(type: text, item: place, start: index)
    }

    /// Continues the run that was written last, if the text goes right behind it. The conditions are those of
    /// `Item#mergeWith` in Yjs 13.6 for the item that need not be made.
    private mutating func grow(
        _ left: ItemIndex, before right: ItemIndex, by utf8: Span<UInt8>, units: Clock, isASCII: Bool
    ) -> Bool {
        let item = items[left]
        guard item.content.kind == .string, item.flags.isEmpty,
            item.rightOrigin == (right.isSome ? items[right].id : .none),
            contents.texts.grow(item, by: utf8, isASCII: isASCII)
        else { return false }
        noteGrowth(item.id.client)
        lengthen(left, by: units)
        noteChange(item.parent, .none)
        return true
    }

    /// The last run of a client has become longer at its end.
    mutating func lengthen(_ index: ItemIndex, by units: Clock) {
        items[index].length += units
        let item = items[index]
        store[item.id.client].state += units
        types[item.parent].length += Int(units)
        if item.leaf.isSome { positions.resize(index, in: item.leaf, by: Int(units)) }
        if cursor.item != index { loseCursor(in: item.parent) }
    }

    // MARK: Deleting

    /// Follows `deleteText` in Yjs 13.6 where there are no formats, and `typeListDelete`.
    mutating func deleteElements(at index: Int, count: Int, in list: TypeIndex) {
        var rest = count
        while rest > 0 {
            let held = seek(index + 1, in: list)
            let offset = Clock(index - held.start)
            let part = min(items[held.item].length - offset, Clock(clamping: rest))
            delete(held.item, from: offset, count: part)
            rest -= Int(part)
            // What stays of the item keeps its place.
            if offset > 0 { cursor = Cursor(type: list, item: held.item, start: held.start) }
        }
    }

    /// Deletes a part of an item that is not deleted.
    mutating func delete(_ index: ItemIndex, from offset: Clock, count: Clock) {
        let item = items[index]
        precondition(count > 0 && offset + count <= item.length, "deletes a part of the item")
        let isPlain = item.content.kind == .string && item.flags.isEmpty && !item.parentSub.isSome
        if isPlain, collectsGarbage, !transaction.isObserved {
            if oldLength(of: item) < offset + count { transaction.isVerbatim = false }
            if count < item.length {
                if offset + count == item.length, giveEnd(of: index, count: count) { return }
                if offset == 0, giveStart(of: index, count: count) { return }
            }
            deletePlain(isolate(index, from: offset, count: count, noting: false))
        } else {
            delete(isolate(index, from: offset, count: count, noting: true))
        }
    }

    /// The part of an item as an item of its own.
    private mutating func isolate(
        _ index: ItemIndex, from offset: Clock, count: Clock, noting isNoted: Bool
    ) -> ItemIndex {
        var index = index
        if offset > 0 {
            index = cut(index, at: offset)
            if isNoted { transaction.mergeCandidates.append(items[index].id) }
        }
        if count < items[index].length {
            let rest = cut(index, at: count)
            if isNoted { transaction.mergeCandidates.append(items[rest].id) }
        }
        return index
    }

    /// Deletes the end of a run by moving its border to the deleted run behind it, if the two are of one
    /// piece. So goes the backspace key.
    private mutating func giveEnd(of index: ItemIndex, count: Clock) -> Bool {
        let item = items[index]
        guard item.right.isSome else { return false }
        let gone = items[item.right]
        guard gone.content.kind == .deleted, gone.flags == .deleted,
            gone.id == item.id.advanced(by: item.length), gone.origin == item.lastID,
            gone.rightOrigin == item.rightOrigin
        else { return false }
        splitsPair(item, at: item.length - count)
        forgetSiblings(among: gone)
        items[index].length -= count
        let start = item.id.advanced(by: item.length - count)
        let place = store.locate(gone.id)
        items[item.right].id = start
        items[item.right].origin = LocalID(client: start.client, clock: start.clock - 1)
        items[item.right].length += count
        store.moveStart(start.client, place, to: start.clock)
        forgetSiblings(among: items[item.right])
        noteShorter(index, item, from: start, count: count)
        return true
    }

    /// Deletes the start of a run by moving its border to the deleted run before it. So goes the delete key.
    private mutating func giveStart(of index: ItemIndex, count: Clock) -> Bool {
        let item = items[index]
        guard item.left.isSome else { return false }
        let gone = items[item.left]
        guard gone.content.kind == .deleted, gone.flags == .deleted, gone.id.client == item.id.client,
            gone.end == item.id.clock, item.origin == gone.lastID, gone.rightOrigin == item.rightOrigin
        else { return false }
        splitsPair(item, at: count)
        forgetSiblings(among: item)
        let place = store.locate(item.id)
        items[item.left].length += count
        items[index].id.clock += count
        items[index].origin.clock += count
        items[index].content.offset += count
        items[index].length -= count
        store.moveStart(item.id.client, place, to: item.id.clock + count)
        forgetSiblings(among: items[index])
        noteShorter(index, item, from: item.id, count: count)
        return true
    }

    /// An item whose border moves leaves the place it was written at, or comes to one.
    private mutating func forgetSiblings(among item: Item) {
        if siblings.areOf(item) { siblings.forget() }
    }

    /// Letters at one end of a run are deleted; their text is nobody's any more.
    private mutating func noteShorter(
        _ index: ItemIndex, _ item: Item, from start: LocalID, count: Clock
    ) {
        var part = item
        part.length = count
        contents.release(part)
        transaction.noteDeleted(start, count)
        types[item.parent].length -= Int(count)
        if item.leaf.isSome { positions.resize(index, in: item.leaf, by: -Int(count)) }
        if cursor.item != index { loseCursor(in: item.parent) }
        compactIfWasteful(item.id.client)
    }

    /// Deletes a whole run of text and joins it to deleted neighbours.
    private mutating func deletePlain(_ index: ItemIndex) {
        let item = items[index]
        contents.release(item)
        items[index].content = .deleted
        items[index].flags.insert(.deleted)
        transaction.noteDeleted(item.id, item.length)
        types[item.parent].length -= Int(item.length)
        if item.leaf.isSome { positions.resize(index, in: item.leaf, by: -Int(item.length)) }
        if cursor.item != index { loseCursor(in: item.parent) }
        let client = item.id.client
        let place = store.locate(item.id)
        if item.right.isSome, items[item.right].id == item.id.advanced(by: item.length),
            let next = store.next(place, of: client), absorb(item.right, into: index)
        {
            store.remove(client, next)
        }
        if item.left.isSome, items[item.left].id.client == client, items[item.left].end == item.id.clock {
            let isCursor = cursor.item == index
            if absorb(index, into: item.left) {
                store.remove(client, place)
                // The deleted run that took it in counts nothing, so the cursor may stand there too.
                if isCursor { cursor.item = item.left }
            }
        }
        compactIfWasteful(client)
    }

    private mutating func compactIfWasteful(_ client: ClientIndex) {
        if contents.texts.isWasteful(client) { compactText(of: client) }
    }

    /// A border that moves into a surrogate pair leaves U+FFFD on the side that stays, as a cut does.
    private mutating func splitsPair(_ item: Item, at count: Clock) {
        contents.texts.cut(item, at: count)
    }
}
