import CRDT

/// Writes values of one document into another, nested types with all they hold.
///
/// Where a type of the same kind already stands, both contents stay: texts and lists are appended, maps
/// merged.
struct Graft: Sendable {
    let source: Doc

    func put(_ value: Value, under key: String, in map: TypeID, _ transaction: inout Transaction) {
        switch value {
        case .any(let value), .embed(let value): transaction.set(key, to: value, in: map)
        case .binary(let bytes): transaction.setBinary(key, to: bytes, in: map)
        case .type(let type, let kind):
            if case .type(let existing, kind)? = transaction.value(key, in: map) {
                merge(type, kind, into: existing, &transaction)
            } else {
                merge(type, kind, into: transaction.setType(key, to: kind, in: map), &transaction)
            }
        case .document: break
        }
    }

    func insert(_ value: Value, at index: Int, in array: TypeID, _ transaction: inout Transaction) {
        switch value {
        case .any(let value), .embed(let value): transaction.insert([value], at: index, in: array)
        case .type(let type, let kind):
            merge(type, kind, into: transaction.insertType(kind, at: index, in: array), &transaction)
        case .binary, .document: break
        }
    }

    private func merge(
        _ type: TypeID, _ kind: TypeKind, into target: TypeID, _ transaction: inout Transaction
    ) {
        switch kind {
        case .text, .xmlText:
            let string = source.string(type)
            if !string.isEmpty, !transaction.string(target).contains(string) {
                transaction.insert(string, at: transaction.length(of: target), in: target)
            }
        case .map, .xmlHook:
            for key in source.keys(of: type) {
                if let value = source.value(key, in: type) {
                    put(value, under: key, in: target, &transaction)
                }
            }
        case .array, .xmlFragment, .xmlElement:
            for value in source.values(type) {
                insert(value, at: transaction.length(of: target), in: target, &transaction)
            }
        }
    }
}
