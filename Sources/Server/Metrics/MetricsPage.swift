/// Numbers as Prometheus reads them: text format 0.0.4.
struct MetricsPage {
    private(set) var text = ""

    /// One sample without labels.
    mutating func add(_ name: String, _ type: MetricType, _ help: String, _ value: Double) {
        begin(name, type, help)
        sample(name, value)
    }

    /// One sample for each value of a label.
    mutating func add(
        _ name: String, _ type: MetricType, _ help: String, by label: String, _ values: [(String, Double)]
    ) {
        begin(name, type, help)
        for (labelled, value) in values { sample("\(name){\(label)=\"\(labelled)\"}", value) }
    }

    /// Everything that is counted.
    mutating func add(_ metrics: ServerMetrics) {
        let cells = metrics.cells()
        for family in MetricFamily.allCases {
            if let label = family.label {
                let values = label.values.enumerated().map { index, value in
                    (value, Double(cells[family.firstCell + index]))
                }
                add(family.name, .counter, family.help, by: label.name, values)
            } else {
                add(family.name, .counter, family.help, Double(cells[family.firstCell]))
            }
        }
        for distribution in MetricDistribution.allCases { add(distribution, cells) }
    }

    private mutating func add(_ distribution: MetricDistribution, _ cells: [Int]) {
        let name = distribution.name
        let first = MetricShard.cell(of: distribution)
        begin(name, .histogram, distribution.help)
        var count = 0
        for (index, bound) in distribution.bounds.enumerated() {
            count += cells[first + index]
            let number = Self.number(Double(bound) * distribution.scale)
            sample("\(name)_bucket{le=\"\(number)\"}", Double(count))
        }
        count += cells[first + distribution.bounds.count]
        sample("\(name)_bucket{le=\"+Inf\"}", Double(count))
        sample("\(name)_sum", Double(cells[first + MetricDistribution.stride - 1]) * distribution.scale)
        sample("\(name)_count", Double(count))
    }

    private mutating func begin(_ name: String, _ type: MetricType, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type.rawValue)\n"
    }

    private mutating func sample(_ name: String, _ value: Double) {
        text += "\(name) \(Self.number(value))\n"
    }

    /// Whole numbers without a point, others with at most nine digits behind it.
    private static func number(_ value: Double) -> String {
        if let whole = Int(exactly: value) { return String(whole) }
        let rounded = (value * 1e9).rounded() / 1e9
        return "\(rounded)"
    }
}

enum MetricType: String, Sendable {
    case counter, gauge, histogram
}
