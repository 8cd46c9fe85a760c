import ArgumentParser

/// Which membership a command acts for, when there are several on this machine.
struct MemberChoice: ParsableArguments {
    @Option(help: "Act as this member, such as w1.") var member: String?
    @Option(help: "Act in this committee.") var committee: String?

    func identity() throws(Failure) -> Identity {
        let all = try DataFolder().identities()
        let fitting = all.filter {
            (member == nil || $0.member == member) && (committee == nil || $0.committee == committee)
        }
        if fitting.count == 1, let only = fitting.first { return only }
        guard !all.isEmpty else {
            throw Failure(
                "No membership is kept here yet. Ask your side for a code and run: bipartite join HOST#CODE",
                .identity)
        }
        let names = (fitting.isEmpty ? all : fitting).map {
            "--member \($0.member) --committee \($0.committee) (on \($0.server.text))"
        }.joined(separator: "; ")
        throw Failure(
            fitting.isEmpty
                ? "No membership here fits. Kept are: \(names)."
                : "Several memberships fit; choose one: \(names).",
            .identity)
    }
}
