import CRDT

/// A delta made on one text, as operations on another: positions are found by the words around them.
struct TextEdit: Sendable {
    private enum Operation: Sendable {
        case insert(String, Attributes, at: Int)
        case delete(Range<Int>)
    }
    private var operations: [Operation] = []

    init(_ delta: Delta, on old: [UInt16], to new: [UInt16]) {
        var (old, new) = (old, new)
        var at = 0
        for operation in delta.operations {
            switch operation {
            case .retain(let count, _): at = min(at + count, old.count)
            case .insert(let string, let attributes):
                let units = Array(string.utf16)
                let found = TextMatch.position(at, of: old, in: new)
                operations.append(.insert(string, attributes, at: found))
                old.insert(contentsOf: units, at: at)
                new.insert(contentsOf: units, at: found)
                at += units.count
            case .delete(let count):
                let range = at..<min(at + count, old.count)
                if let found = TextMatch.range(range, of: old, in: new) {
                    operations.append(.delete(found))
                    new.removeSubrange(found)
                }
                old.removeSubrange(range)
            case .insertValues: break
            }
        }
    }

    func perform(in text: TypeID, _ transaction: inout Transaction) {
        for operation in operations {
            switch operation {
            case .insert(let string, let attributes, let at):
                transaction.insert(
                    string, at: at, attributes: attributes.isEmpty ? nil : attributes, in: text)
            case .delete(let range): transaction.delete(at: range.lowerBound, count: range.count, in: text)
            }
        }
    }
}

/// A delta made on one list, as operations on another: an element is deleted only where an equal one stands.
struct ListEdit: Sendable {
    private enum Operation: Sendable {
        case insert(Value, at: Int)
        case delete(at: Int)
    }
    private var operations: [Operation] = []

    init(_ delta: Delta, on before: [Value], of source: Doc, to now: [Value], of target: Doc) {
        var old = before.map { plainValue($0, of: source) }
        var new = now.map { plainValue($0, of: target) }
        var at = 0
        for operation in delta.operations {
            switch operation {
            case .retain(let count, _): at = min(at + count, old.count)
            case .insertValues(let values, _):
                for value in values {
                    let index = min(at, new.count)
                    operations.append(.insert(value, at: index))
                    old.insert(.undefined, at: at)
                    new.insert(.undefined, at: index)
                    at += 1
                }
            case .delete(let count):
                for _ in 0..<count where at < old.count {
                    let gone = old.remove(at: at)
                    let nearest = new.indices.filter { new[$0] == gone }.min { abs($0 - at) < abs($1 - at) }
                    if let nearest {
                        operations.append(.delete(at: nearest))
                        new.remove(at: nearest)
                    }
                }
            case .insert: break
            }
        }
    }

    func perform(in array: TypeID, _ graft: Graft, _ transaction: inout Transaction) {
        for operation in operations {
            switch operation {
            case .insert(let value, let at): graft.insert(value, at: at, in: array, &transaction)
            case .delete(let at): transaction.delete(at: at, count: 1, in: array)
            }
        }
    }
}
