import CRDT

extension ImportDesk {
    mutating func importRoom() {
        guard let factory = file["factory"], let members = factory.members else { return }
        emit(.roomOpened, factory["id"]?.string ?? "", members.filter { $0.key != "id" })
        note("Taken: the factory's record, time zone \(factory["time_zone"]?.string ?? "").")
    }

    mutating func importRoster() {
        let members = elements("members")
        for member in members { importMember(member) }
        let handlers = elements("handlers").compactMap(\.string)
        for handler in handlers { emit(.handlerNamed, handler, []) }

        let programme = elements("programme").filter { $0["role"]?.string != Role.assessor.rawValue }
        for person in programme {
            emit(.programmeJoined, person["id"]?.string ?? "", person.renamed(["role", "label", "langs"]))
        }
        let integrations = elements("integrations")
        for integration in integrations {
            emit(
                .integrationRegistered, integration["id"]?.string ?? "",
                integration.renamed(["label", "areas"]))
        }
        note(
            "Taken: \(members.count) members, \(handlers.count) handlers, "
                + "\(programme.count) programme staff, \(integrations.count) integrations.")
        if programme.count < elements("programme").count {
            note("Left: assessors. They work in a room of their own, and nothing in this one may name them.")
        }
    }

    /// Whether somebody of the worker side belongs to a union is for the worker side only.
    private mutating func importMember(_ member: AnyValue) {
        guard let id = member["id"]?.string, let side = member["side"]?.string.flatMap(Side.init) else {
            return
        }
        let shown = member.renamed(
            ["side", "office", "label", "gender", "langs", "selected_by", "since", "until"])
        emit(.memberJoined, id, shown)
        if side == .worker, let belongs = member["union_member"] {
            emit(.unionMembershipRecorded, id, to: .workerSide, [.init("union_member", belongs)])
        }
    }

    mutating func importCycle() {
        if let rule = file["composition_rule"]?.members { emit(.compositionRuleSet, "", rule) }
        if let cycle = file["cycle"]?.members {
            emit(.phaseEntered, "cycle-\(file["cycle"]?["number"]?.int ?? 0)", cycle)
        }
        let visits = elements("advisory_visits")
        for visit in visits { emit(.visitLogged, randomID(), visit.recorded) }
        let trainings = elements("training")
        for training in trainings { emit(.trainingRecorded, randomID(), training.recorded) }
        note(
            "Taken: the composition rule, the cycle, \(visits.count) visits, \(trainings.count) trainings.")
        if let balance = file["training_balance"] {
            emit(.importKept, "", [.init("training_balance", balance)])
            note("Kept as it stands, without a use yet: training_balance.")
        }
    }

    /// The last lines: what the file holds and the room does not.
    mutating func reportLeft(_ unknown: [String], hasSignatures: Bool) {
        if hasSignatures {
            note("Left: signoffs. Signatures are never imported; both sides sign here, with their own keys.")
        }
        let states = [("diagnosis", file["diagnosis"]?["state"]), ("plan", file["plan"]?["state"])]
        for (name, state) in states where state != nil {
            note("Left: \(name).state. A document's state follows from what stands in it and who signed it.")
        }
        let others = unknown.filter { $0 != "signoffs" && $0 != "_notice" }
        if !others.isEmpty {
            note("Left, because this version does not know them: \(others.joined(separator: ", ")).")
        }
    }
}

extension AnyValue {
    /// The members of these names, under the names the room's events use.
    fileprivate func renamed(_ names: [String]) -> [Member] {
        let ours = ["label": "name", "langs": "languages", "side": "role"]
        return names.compactMap { name in self[name].map { Member(ours[name] ?? name, $0) } }
    }

    /// All but the id, which stays as the short name.
    fileprivate var recorded: [Member] {
        (members ?? []).map { $0.key == "id" ? Member("ref", $0.value) : $0 }
    }
}
