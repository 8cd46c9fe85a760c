import CRDT

/// A screen that knows a document only by its first picture and by events.
struct Follower {
    private struct Element: Equatable {
        var value: Value
        var attributes: Attributes
    }

    private var elements: [Element] = []
    private var keys: Set<String> = []

    /// Plays one event of a text or a list.
    mutating func follow(_ event: TypeEvent) {
        var at = 0
        for operation in event.delta.operations {
            switch operation {
            case .retain(let count, let attributes):
                for index in at..<at + count {
                    for (key, value) in attributes {
                        elements[index].attributes[key] = value == .null ? nil : value
                    }
                }
                at += count
            case .delete(let count): elements.removeSubrange(at..<at + count)
            case .insert, .insertValues:
                let new = Self.elements(of: operation)
                elements.insert(contentsOf: new, at: at)
                at += new.count
            }
        }
        for (key, change) in event.keys {
            switch change {
            case .added: precondition(keys.insert(key).inserted, "an added key was not there")
            case .updated: precondition(keys.contains(key), "an updated key was there")
            case .removed: precondition(keys.remove(key) != nil, "a removed key was there")
            }
        }
    }

    func agrees(with doc: Doc, on type: TypeID) -> Bool {
        doc.delta(type).operations.flatMap(Self.elements) == elements && Set(doc.keys(of: type)) == keys
    }

    private static func elements(of operation: Delta.Operation) -> [Element] {
        switch operation {
        case .insert(let string, let attributes):
            string.utf16.map {
                Element(
                    value: .any(.string(String(decoding: [$0], as: UTF16.self))), attributes: attributes)
            }
        case .insertValues(let values, let attributes):
            values.map { Element(value: $0, attributes: attributes) }
        case .retain, .delete: []
        }
    }
}
