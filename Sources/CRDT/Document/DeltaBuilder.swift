/// Joins neighbouring operations of one kind with equal attributes.
struct DeltaBuilder {
    private var operations: [Delta.Operation] = []
    /// The text run that is growing, and its formats.
    private var units: [UInt16] = []
    private var attributes: Attributes = [:]

    mutating func insert(_ more: [UInt16], _ attributes: Attributes) {
        if !units.isEmpty, attributes != self.attributes { endText() }
        units += more
        self.attributes = attributes
    }

    mutating func insert(_ values: [Value], _ attributes: Attributes) {
        endText()
        if case .insertValues(let before, attributes)? = operations.last {
            operations[operations.count - 1] = .insertValues(before + values, attributes)
        } else if !values.isEmpty {
            operations.append(.insertValues(values, attributes))
        }
    }

    mutating func delete(_ count: Int) {
        endText()
        if case .delete(let before)? = operations.last {
            operations[operations.count - 1] = .delete(before + count)
        } else {
            operations.append(.delete(count))
        }
    }

    mutating func retain(_ count: Int, _ attributes: Attributes) {
        endText()
        if case .retain(let before, attributes)? = operations.last {
            operations[operations.count - 1] = .retain(before + count, attributes)
        } else {
            operations.append(.retain(count, attributes))
        }
    }

    /// What was built, without a retain at the end, which says nothing.
    consuming func finish() -> Delta {
        endText()
        while case .retain(_, let attributes)? = operations.last, attributes.isEmpty {
            operations.removeLast()
        }
        return Delta(operations)
    }

    private mutating func endText() {
        guard !units.isEmpty else { return }
        operations.append(.insert(String(decoding: units, as: UTF16.self), attributes))
        units = []
    }
}
