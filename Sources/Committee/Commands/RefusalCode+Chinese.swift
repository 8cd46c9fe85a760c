extension RefusalCode {
    static let chinese: [RefusalCode: RefusalSentences] = [
        .commandUnreadable: .init("无法读取该命令：{member} 不符合要求（{expected}）。", "请更正后重新发送。"),
        .commandUnknown: .init("服务器没有这个命令。", "请检查名称，或升级服务器。"),
        .idUsed: .init("该命令的编号已用于另一个命令。", "请换一个新编号重新发送。"),
        .noChange: .init("现状已经如此。", "不需要再做什么。"),
        .notFound: .init("没有这个名称的内容。", "请检查名称；列表中可以看到现有内容。"),
        .notPermitted: .init("您的角色不能执行此操作。", "请由有此权限的成员来做；角色说明中有列出。"),
        .valueInvalid: .init("{field} 的值不符合要求（{expected}）。", "请选择符合要求的值再试。"),
        .alreadySigned: .init("您已经签署过。", "如要改变签署内容，请先撤回签名。"),
        .compositionBroken: .init("成员名单不符合规则（{findings}），暂时不能签署新内容。", "请相关一方补齐席位和职务；阅读和编辑不受影响。"),
        .digestChanged: .init("您签署的内容已有改动：{rows}。", "请先查看改动，再签署现有内容。"),
        .keyMissing: .init("此处没有登记您的密钥。", "请用本方发的邀请码加入，之后即可签署。"),
        .leafUnreadable: .init("无法签署：{fields} 不能让所有人同样阅读。", "请重新填写这些内容，再签署。"),
        .nothingToSign: .init("这里没有需要签署的内容。", "已生效且未改动的内容无需再签。"),
        .nothingInForce: .init("计划中还没有生效的内容。", "请双方先签署，然后才能导出。"),
        .nothingToWithdraw: .init("这里没有可以撤回的签名。", "已生效的内容在双方签署下一版之前一直有效。"),
        .signatureInvalid: .init("签名与文本或您的密钥不符。", "请在存有密钥的设备上重新签署；如仍失败，请向本方索取新邀请码。"),
        .tooLongToSign: .init("内容过长，无法一次签署。", "请缩短文字，或逐项签署。"),

        .alreadyProposed: .init("{side}已经提出此项。", "请确认或拒绝对方的提议。"),
        .nothingProposed: .init("没有人提出此项，或提议已撤回。", "请重新查看该项目，先提出提议。"),
        .ownProposal: .init("这是本方提出的，只有另一方可以答复。", "请另一方的成员确认或拒绝。"),

        .alreadyAgreed: .init("双方已就这一点达成一致。", "如需重新讨论，请先重新评级。"),
        .pointHeld: .init("这一点不能移除，因为有项目与它相连：{items}。", "请先完成或取消这些项目，或去掉它们与这一点的链接。"),
        .ratingsMissing: .init("双方必须先各自评级。", "请尚未评级的一方先评级。"),

        .labelHeld: .init("任何读者都可以提高保密级别，但只有该级别所属的一方或报告人可以降低。", "请该方成员或报告人来降低。"),
        .reporterDecides: .init("只有报告人可以撤回事项或确认其已结束。", "请询问报告人；已解决的事项在 30 天内无异议时自动结束。"),
        .stepNotOpen: .init("状态为 {from} 的事项下一步不能变为 {to}。", "可以变为：{next}。"),

        .meetingNotHeld: .init("尚未记录这次会议已经召开。", "请先记录日期和出席人员。"),
        .minutesSigned: .init("这份会议纪要已有签名，不能再改。", "请先撤回签名；双方签署后，请用说明来更正。"),
        .minutesNotSigned: .init("双方尚未签署这份会议纪要。", "请直接修改正文；更正说明和导出文件是签署之后用的。"),
        .nothingToRelease: .init("草稿是空的。", "请先写入内容，再公开。"),

        .awaitingAnswer: .init("{side}已报告该项目完成，正在等待答复。", "请先确认或拒绝完成报告，再更改状态。"),
        .dueBeforeStart: .init("到期日早于该项目的开始日期 {start}。", "请选择更晚的日期，或先更改开始日期。"),
        .evidenceMissing: .init("报告完成需要有当前值的指标，或一份证据。", "请先在项目中补充其中之一。"),
        .itemClosed: .init("该项目的状态是 {status}。", "已完成的项目可说明理由后重新打开；已取消的请新建项目。"),
        .itemNotCompleted: .init("该项目尚未完成。", "请先报告完成并由另一方确认。"),
        .reasonMissing: .init("更改到期日需要说明理由。", "请用一句话说明为什么更改。"),
        .responsibleChanged: .init("报告完成之后，负责人已经更换。", "请由现在负责的一方重新报告，另一方确认。"),
        .responsibleMissing: .init("该项目没有指定本委员会的负责人。", "请先在项目中指定负责人。"),
        .responsibleReports: .init("该项目由{side}负责，应由该方报告完成。", "请该方成员报告，然后由本方确认。"),
        .verificationNotRequested: .init("没有人为该项目申请核实。", "请委员会成员先申请核实。"),

        .electionNotRecent: .init("选举日期必须在最近 {days} 天之内。", "请核对日期；更早的选举需要重新举行。"),
        .electionRecorded: .init("这次选举已经记录在案。", "每次选举的编号只用一次；请换一个新编号。"),
        .memberKeyPresent: .init("{member} 已有可用于签署的密钥。", "如果密钥遗失或被他人知道，请先作废，再发新的邀请码。"),
        .memberKeyMissing: .init("{member} 没有可用于签署的密钥。", "新的邀请码可以让该成员登记密钥。"),
        .memberIDUsed: .init("{member} 在本协作室已代表另一个人。", "请选择从未用过的编号。"),
        .nameAlike: .init("姓名“{name}”与 {other} 的姓名看起来一样。", "请加上首字母或工段等，让大家能够区分两人。"),
        .trainingQuotaSpent: .init(
            "本周期的培训天数不够：还剩 {left} 人天。",
            "请减少人数或天数；项目管理员可说明理由后多记。"),
    ]
}
