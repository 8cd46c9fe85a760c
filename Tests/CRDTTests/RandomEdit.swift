import CRDT
import TestSupport

/// One random edit of a document with a text, a map and an array, and of the types nested in them.
enum RandomEdit {
    static func perform(in transaction: inout Transaction, _ seed: inout SeededGenerator) {
        switch seed.number(below: 3) {
        case 0: editText(transaction.root("notes", .text), &transaction, &seed)
        case 1: editMap(transaction.root("map", .map), &transaction, &seed)
        default: editArray(transaction.root("list", .array), &transaction, &seed)
        }
    }

    private static func editText(
        _ text: TypeID, _ transaction: inout Transaction, _ seed: inout SeededGenerator
    ) {
        let length = transaction.length(of: text)
        let at = seed.number(below: length + 1)
        let count = min(1 + seed.number(below: 4), length - at)
        let attributes: Attributes = [
            seed.pick(["bold", "colour"]): seed.pick([.bool(true), .null, .number(1)])
        ]
        switch seed.number(below: 7) {
        case 0, 1, 2: transaction.insert(seed.pick(["a", "bcd", "é", "ক"]), at: at, in: text)
        case 3: transaction.insert("f", at: at, attributes: attributes, in: text)
        case 4: transaction.delete(at: at, count: count, in: text)
        case 5: transaction.format(at: at, count: count, attributes: attributes, in: text)
        default: transaction.insertEmbed(.object(["e": .number(1)]), at: at, in: text)
        }
    }

    private static func editMap(
        _ map: TypeID, _ transaction: inout Transaction, _ seed: inout SeededGenerator
    ) {
        let key = seed.pick(["a", "b", "c"])
        switch seed.number(below: 5) {
        case 0: transaction.remove(key, from: map)
        case 1: transaction.setType(key, to: seed.pick([.map, .array, .text]), in: map)
        case 2: transaction.set(key, to: .number(Double(seed.number(below: 100))), in: map)
        default: editNested(transaction.value(key, in: map), &transaction, &seed)
        }
    }

    private static func editArray(
        _ array: TypeID, _ transaction: inout Transaction, _ seed: inout SeededGenerator
    ) {
        let length = transaction.length(of: array)
        let at = seed.number(below: length + 1)
        switch seed.number(below: 5) {
        case 0: transaction.delete(at: at, count: min(1 + seed.number(below: 3), length - at), in: array)
        case 1: transaction.insertType(seed.pick([.map, .array, .text]), at: at, in: array)
        case 2: transaction.insert([.number(1), .string("x")], at: at, in: array)
        default: editNested(at < length ? transaction.values(array)[at] : nil, &transaction, &seed)
        }
    }

    private static func editNested(
        _ value: Value?, _ transaction: inout Transaction, _ seed: inout SeededGenerator
    ) {
        guard case .type(let type, let kind)? = value else { return }
        switch kind {
        case .map: editMap(type, &transaction, &seed)
        case .array: editArray(type, &transaction, &seed)
        default: editText(type, &transaction, &seed)
        }
    }
}
