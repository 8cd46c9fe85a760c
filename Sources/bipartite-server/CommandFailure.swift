import ArgumentParser
import Foundation
import RoomLog
import Server

/// Why a command ends without having done its work: one sentence with the fault and the remedy, and an exit
/// code.
struct CommandFailure: Error, CustomStringConvertible {
    /// The codes of `sysexits.h`, by what they are used for here.
    enum Code: Int32 {
        /// A name that does not exist here.
        case usage = 64
        /// The content of a file or a log is wrong.
        case badData = 65
        case noInput = 66
        /// The port cannot be had.
        case unavailable = 69
        case software = 70
        case cannotCreate = 73
        case inputOutput = 74
        /// Try again later: somebody else holds the folder.
        case temporary = 75
        case noPermission = 77
        case configuration = 78
    }
    var description: String
    var code: Code

    init(_ description: String, _ code: Code) {
        self.description = description
        self.code = code
    }

    /// Every error a command can meet, in words.
    init(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let failure as LogFailure: self.init(failure.description, Self.code(of: failure))
        case let failure as AccountFailure: self.init(failure.description, Self.code(of: failure))
        case let failure as CommitteeInstallation.Failure:
            self.init(failure.description, Self.code(of: failure))
        case let mistake as ConfigurationFile.Mistake: self.init(mistake.description, .configuration)
        case let failure as BackupFailure: self.init(failure.description, Self.code(of: failure))
        case let failure as StartFailure: self.init(failure.description, .unavailable)
        case let failure as CertificateFailure: self.init(failure.description, .configuration)
        default: self.init(String(describing: error), .software)
        }
    }

    private static func code(of failure: LogFailure) -> Code {
        switch failure {
        case .unknownRoom: .usage
        case .alreadyExists: .cannotCreate
        case .outOfOrder, .outOfSequence: .software
        case .diskFull, .storage: .inputOutput
        case .unusable: .badData
        case .readOnly: .noPermission
        case .inUse: .temporary
        case .newerFormat, .olderFormat: .configuration
        }
    }

    private static func code(of failure: CommitteeInstallation.Failure) -> Code {
        switch failure {
        case .alreadyThere: .cannotCreate
        case .refused: .badData
        case .log(let failure): code(of: failure)
        case .accounts(let failure): code(of: failure)
        }
    }

    private static func code(of failure: BackupFailure) -> Code {
        switch failure {
        case .exists: .cannotCreate
        case .inUse: .temporary
        case .notABackup, .caseKeyNeeded, .wrongCaseKey: .noInput
        case .damaged, .brokenChain, .unreadable: .badData
        case .files, .unmoved: .inputOutput
        case .log(let failure): code(of: failure)
        case .accounts(let failure): code(of: failure)
        }
    }

    private static func code(of failure: AccountFailure) -> Code {
        switch failure {
        case .unknownCommittee, .unknownMember: .usage
        case .storage(let failure): code(of: failure)
        }
    }
}

/// Runs a command's work; an error becomes one sentence on standard error and an exit code.
func reporting(_ work: () async throws -> Void) async throws {
    do { try await work() } catch let code as ExitCode {
        throw code
    } catch {
        let failure = CommandFailure(error)
        say(failure.description)
        throw ExitCode(failure.code.rawValue)
    }
}

/// `1 token`, `2 tokens`.
func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(count) \(count == 1 ? one : many ?? one + "s")"
}

/// A line on standard error.
func say(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
}
