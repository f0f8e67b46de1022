"""The shipped questions as methods. Written by `python -m skillgraph.client.stubs`; a test holds it current."""

import datetime

from skillgraph.client.questions import AnyAsyncQuestions, AnyQuestions
from skillgraph.client.result import Result
from skillgraph.client.values import IRI

class Questions(AnyQuestions):
    def coverage_summary(
        self,
        *,
        group: IRI | str | int | None = ...,
        on: datetime.date | str | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """How well is each task covered?

        Parameters:
            group: Only tasks of this group.
            on: The day to look at. Without a value: today.

        Columns:
            task: The task.
            number: Its number.
            title: Its title.
            required: How many essential requirements it has.
            covered: How many holders satisfy all of them.
            gap: How many holders are recorded as lacking one.
            unknown: Of how many holders it is not known.
        """

    def holders(
        self,
        *,
        on: datetime.date | str | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Who is there, and how much time does everybody have left?

        Parameters:
            on: The day to look at. Without a value: today.

        Columns:
            holder: The holder.
            site: The site of the post held.
            role: The role of the post held.
            skills: How many skills are attested on that day.
            available: Working time for tasks in FTE; empty where it is not recorded.
            allocated: FTE given to tasks; empty where nothing is recorded.
            free: What is left of the available time.
            complete_from: The day from which the record is declared complete.
            synthetic: Whether the holder is invented.
        """

    def missing_for(
        self,
        task: IRI | str | int,
        holder: IRI | str | int,
        *,
        on: datetime.date | str | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """What is a holder missing for a task?

        Each essential requirement that is not satisfied on that day, with what the record says instead. A task
        without essential requirements gives one row that says so, for then nothing is known.

        Parameters:
            task: The task, by number or title.
            holder: The holder.
            on: The day on which it has to be covered. Without a value: today.

        Columns:
            requirement: The requirement.
            name: The skill and the level that it asks for, or the alternatives of which one suffices.
            status: gap, or unknown.
            reason: expired, below level, not in a complete record, nothing recorded, or no essential
            requirement.
            recorded: What the record has of the skills asked for, with the days on which it ends.
        """

    def requirements(
        self,
        task: IRI | str | int,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """What does a task require?

        Its own requirements and those of its areas, all of them judgements of curators.

        Parameters:
            task: The task, by number or title.

        Columns:
            requirement: The requirement.
            name: The skill and the level that it asks for, or the alternatives of which one suffices.
            necessity: essential, or optional: it only ranks.
            weight: Its weight among requirements of the same necessity.
            stated_for: The task itself, or the area that it is inherited from.
            not_on_basis: Grounds of an attestation that do not count for it.
            confidence: How sure the curator is.
            review: How far it was reviewed.
            rationale: The reason given.
        """

    def single_points_of_failure(
        self,
        *,
        on: datetime.date | str | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which tasks and essential requirements hang on exactly one holder?

        The answer names tasks and requirements and not the holder; who-can-cover tells who it is.

        Parameters:
            on: The day to look at. Without a value: today.

        Columns:
            kind: task, or requirement.
            what: The task that one holder covers, or the requirement that one holder satisfies.
            name: The task's title, or the skill and level asked for.
            numbers: The numbers of the tasks that are touched.
        """

    def tasks_for_holder(
        self,
        holder: IRI | str | int,
        *,
        on: datetime.date | str | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which tasks can a holder cover?

        Parameters:
            holder: The holder.
            on: The day on which they have to be covered. Without a value: today.

        Columns:
            task: The task.
            number: Its number.
            title: Its title.
            status: covered, gap or unknown.
            satisfied: How many essential requirements are satisfied.
            gaps: How many are below level, expired, or missing from a complete record.
            required: How many essential requirements the task has.
        """

    def unmapped_tasks(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which tasks have no skill requirements, or none that was reviewed?

        Without an essential requirement nobody's cover of a task is known. Requirements inherited from an area
        count.

        Columns:
            task: The task.
            number: Its number.
            title: Its title.
            essential: How many essential requirements it has.
            optional: How many optional ones.
            reviewed: How many of either somebody has reviewed.
            status: no essential requirement, nothing reviewed, or partly reviewed; those with all reviewed are
            left out.
        """

    def who_can_cover(
        self,
        task: IRI | str | int,
        *,
        on: datetime.date | str | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Who can cover a task?

        Every holder, with one of three answers. covered: all essential requirements are satisfied on that day.
        gap: a requirement is below level, expired, or missing from a record that is declared complete. unknown:
        nothing is recorded about a requirement, or the task has no essential requirement. Ranked by status,
        essential requirements satisfied, weight of the optional ones: these never decide. Where there are
        thousands of holders, who-covers is quicker: it starts from what is satisfied.

        Parameters:
            task: The task, by number or title.
            on: The day on which it has to be covered. Without a value: today.

        Columns:
            holder: The holder.
            status: covered, gap or unknown.
            satisfied: How many essential requirements are satisfied.
            required: How many essential requirements the task has.
            satisfied_requirements: Their skills and levels.
            gap_requirements: Those that are recorded as missing, with the reason.
            unknown_requirements: Those of which nothing is recorded.
            expires: The first day on which a requirement that is satisfied now no longer is; one that is
            renewed in time goes on.
            optional_satisfied: Weight of the optional requirements that are satisfied.
            layers: The layers that the answer rests on.
        """

    def who_covers(
        self,
        task: IRI | str | int,
        *,
        on: datetime.date | str | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Who covers a task, and until when at least?

        Only the holders who satisfy all essential requirements on that day, those with most weight of optional
        requirements first: the first rows of who-can-cover. The answer starts from what is satisfied, so that
        it is quick however many holders there are.

        Parameters:
            task: The task, by number or title.
            on: The day on which it has to be covered. Without a value: today.

        Columns:
            holder: The holder.
            required: How many essential requirements the task has; all of them are satisfied.
            assured_until: The first day that needs an attestation which is not valid yet; who-can-cover says
            whether there is one.
            optional_satisfied: Weight of the optional requirements that are satisfied.
        """

    def fte_by_group(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """How much effort does each task group take in all?

        Adds up what the document states task by task. Where no task of a group has a number, the sums are
        empty: not stated, which is not zero.

        Columns:
            task_group: The block of the register.
            name: Its name.
            fte: All effort stated for its tasks; empty where none is.
            uk_fte: The part that sources on the UK's side pay for.
            uk_share: That part as a percentage.
            tasks_stated: For how many tasks effort is stated.
            tasks_not_stated: For how many it is not.
            published_fte: The effort that the document publishes for the group as a whole, where it does.
        """

    def fte_by_source(
        self,
        *,
        group: IRI | str | int | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """How much effort does each funding source pay for?

        Adds up what is stated task by task. A task without such a statement adds nothing, which is not zero.

        Parameters:
            group: Only the effort on tasks of this group.

        Columns:
            source: The funding source.
            name: Its name.
            fte: Full-time equivalents that it pays for.
            share: Percentage of all effort stated for the tasks asked for.
            tasks: How many tasks it pays for.
            numbers: The numbers of the tasks.
        """

    def fte_by_work_package(
        self,
        *,
        group: IRI | str | int | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """How much of its project's effort goes into each work package?

        An interval: a task in several packages may give all of its effort or nothing to each, for the document
        states no split. Tasks for which no effort of the project is stated are counted and not guessed.

        Parameters:
            group: Only tasks of this group.

        Columns:
            package: The work package.
            name: Its name.
            low: Stated FTE of the project's own source that certainly belong to it; empty where nothing is
            stated.
            high: Stated FTE of the project's own source that may belong to it; empty where nothing is stated.
            stated: How many of its tasks have such a statement.
            not_stated: How many have none, so that the true numbers may be higher.
        """

    def funding_exposure(
        self,
        source: IRI | str | int,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """What is lost if a funding source ends?

        'certain' is what the source pays for; 'possible' is effort whose source cannot be decided and may be
        this one; 'whole group' is effort that the document publishes for a group of tasks and does not split.

        Parameters:
            source: The source that ends.

        Columns:
            certainty: certain, possible, or whole group.
            fte: Full-time equivalents that would be lost.
            tasks: How many tasks would be touched.
            numbers: The numbers of the tasks.
        """

    def multi_funded(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which tasks have more than one funding source?

        Columns:
            task: The task.
            number: Its number.
            title: Its title.
            sources: How many sources pay for it.
            names: Their names.
            fte: What they pay for together.
        """

    def published_figures(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Do the published summaries agree with the rows of the table?

        Each published number beside what can be computed for it: from the rows of its group, or from the other
        published numbers of the group. 'yes': equal at the precision of the published number (whole percents
        where the document says 'about'). 'only by rounding': the sum of its published parts differs by no more
        than rounding allows. A group whose summary has no number is listed with 'no figure stated'.

        Columns:
            task_group: The group that the number is about.
            figure: The published number; empty where the group has none.
            name: What it is.
            stated_fte: The stated effort.
            stated_share: The stated percentage of the group's effort.
            computed_share: The computed percentage, to two places.
            computed_from: rows, or other figures; empty where it cannot be computed.
            agrees: yes, only by rounding, no, not computable, or no figure stated.
        """

    def task_effort(
        self,
        task: IRI | str | int,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """How much effort does a task take, and who pays?

        Without a statement of the document there is one row that says 'not stated'; that is not zero.

        Parameters:
            task: The task, by number or title.

        Columns:
            source: The funding source.
            name: Its name.
            fte: Full-time equivalents; empty where they are not stated.
            status: stated, imputed (read from a damaged cell), or not stated.
            line: The line of the document.
            text: The cell as written.
            group_fte: What the document publishes for the task's whole group, where it does.
        """

    def uk_fte_ranking(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which UK services take most GridPP effort?

        Columns:
            task: The task.
            number: Its number.
            title: Its title.
            fte: Full-time equivalents that GridPP pays for; empty where the document states none.
            status: 'stated', or 'not stated', which is not zero.
        """

    def undecidable_funding(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Where can the funding source not be decided?

        Columns:
            task: The task.
            number: Its number.
            title: Its title.
            fte: The effort in question.
            candidates: The sources of which exactly one pays.
            line: The line of the document.
        """

    def onboarding_steps(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """In which steps is a new virtual organisation brought on board?

        The document says 'at least' of its steps, so the list is a lower bound; their order is that of its
        listing.

        Columns:
            step: The step.
            number: Its place in the list.
            name: Its name.
            as_written: The document's words.
            after: The step just before it.
        """

    def step_prerequisites(
        self,
        step: IRI | str | int,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """What must be done before an on-boarding step?

        Parameters:
            step: The step.

        Columns:
            before: A step that comes before it.
            number: Its place in the list.
            name: Its name.
            directly: Whether it is the one just before.
        """

    def support_activities(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """What does ongoing support of a virtual organisation consist of?

        Columns:
            activity: The support activity.
            position: Its place in the document's list.
            name: Its name.
            examples: How many of the document's examples a curator sorted under it.
        """

    def support_examples(
        self,
        *,
        vo: IRI | str | int | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which examples of support does the document give?

        Parameters:
            vo: Only examples listed under this virtual organisation.

        Columns:
            example: The example.
            name: What was done.
            organisations: Under which virtual organisations the document lists it; LSST and SKA share one list.
            also_benefits: Whom it helps besides, as the document says.
            illustrates: The step or support activity that a curator sorted it under.
            technologies: The technologies that it names.
            line: The line of the document.
        """

    def vo_status(
        self,
        *,
        vo: IRI | str | int | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """How far has the on-boarding of a virtual organisation got?

        One row per step that was recorded. Without a recorded process there is one row that says 'unknown' and
        why; the document records none.

        Parameters:
            vo: Only this virtual organisation.

        Columns:
            organisation: The virtual organisation.
            name: Its name.
            process: The recorded on-boarding.
            step: A step of it.
            status: How far that step has got, or unknown.
            reason: Why it is unknown.
        """

    def anomalies(
        self,
        *,
        task: IRI | str | int | None = ...,
        line: int | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """What is odd in the document, and how was it read?

        Parameters:
            task: Only what affects this task, its effort or its cells.
            line: Only what is on this line of the document.

        Columns:
            anomaly: The odd spot.
            name: What it is.
            lines: The lines of the document.
            written: The text as written, where there is one.
            reading: How it was read.
            confidence: How sure that reading is.
        """

    def find_in_source(
        self,
        text: str,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Where does the document say something?

        Parameters:
            text: Text to look for; capitals do not matter.

        Columns:
            statement: The quoted cell or passage.
            line: The line of the document.
            cell: The cell of the row, where it is one, counted from 0.
            text_written: The text as written.
            used_by: How many resources are derived from it.
        """

    def interpretations(
        self,
        *,
        confidence: IRI | str | int | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which judgements of curators has nobody reviewed yet?

        Parameters:
            confidence: Only judgements with this confidence: low, medium or high.

        Columns:
            judgement: The judgement.
            kind: What it is a judgement about.
            confidence_name: How sure its author is; the least sure come first.
            rationale: The reason given.
            file: The file that states it.
        """

    def provenance(
        self,
        resource: IRI | str | int,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Where does something in the graph come from?

        For each file that states something about it: the layer that vouches for it, and a curator's reason
        where it is a judgement. For each source statement behind it, or behind the effort meant for it: line,
        cell and text. What is odd in the document about it follows with its reading. 'inferred/...' names a
        rule instead of a file.

        Parameters:
            resource: Anything that has an IRI, such as task:43, requirement:43-incident-response or
            cell:L164-5.

        Columns:
            kind: stated in (a file or rule), derived from (a source statement), effort from (one behind its
            effort), odd (an anomaly).
            layer: The layer that vouches for it.
            file: The file of the workspace, or the rule.
            statement: The source statement or the anomaly.
            line: The line of the document; of several, the first.
            cell: The cell of the row, counted from 0.
            text: The text as written, a curator's reason, or how an anomaly was read.
            statements: How many statements the file makes about it.
        """

    def common_skills(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which skills do all roles have in common?

        The ten concerns of everybody are among them; the column says which.

        Columns:
            expectation: The expectation.
            skills: The skill, or those of which one suffices.
            alternatives: Whether there are several of which one suffices.
            strength: How strongly the document asks for it, in its own words.
            concern: The concern of everybody that it is about, where it is one of the ten.
            line: The line of the document.
        """

    def concerns(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which concerns does everybody have to deal with?

        Columns:
            concern: The concern.
            position: Its place in the document's list.
            name: Its name.
            skills: The skills of the catalogue that are about it.
            line: The line of the document that lists it.
        """

    def role_skills(
        self,
        role: IRI | str | int,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which skills does a role call for?

        What the document says, without levels; requirements with levels are a curator's reading of it.

        Parameters:
            role: The role.

        Columns:
            expectation: The expectation.
            skills: The skill, or those of which one suffices.
            alternatives: Whether there are several of which one suffices.
            strength: How strongly the document asks for it, in its own words.
            shared: Whether it belongs to the baseline that all roles share.
            line: The line of the document.
        """

    def roles(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which roles are there, and what does each lean towards?

        Columns:
            role: The role class.
            name: Its name.
            leaning: What it leans towards, in the document's words.
            expectations: How many expectations the document adds for it, beyond those of all roles.
            tasks: How many tasks a curator finds it at home in.
        """

    def skill_prerequisites(
        self,
        skill: IRI | str | int,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """What should be learned before a skill?

        An order for learning, judged by curators; it says nothing about what somebody possesses.

        Parameters:
            skill: The skill.

        Columns:
            before: A skill that should be learned before it.
            name: Its name.
            directly: Whether just before.
            tier: The storey of the pyramid that it is on.
        """

    def skills(
        self,
        *,
        text: str | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which skills are in the catalogue?

        Parameters:
            text: Only skills with this text in their name or definition.

        Columns:
            skill: The skill.
            name: Its name.
            kind: knowledge, technical, tool, practice or soft.
            broader: The entry above it.
            tier: The storey of the pyramid that a curator put it on.
            layer: seed where the document names it, interpretation where a curator added it.
            definition: What it means.
        """

    def tier_dependencies(
        self,
        tier: IRI | str | int,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """What does a storey of the pyramid rest on?

        Parameters:
            tier: The storey.

        Columns:
            storey: A storey below it.
            storey_name: Its name.
            directly: Whether it is the next one below.
            area: A field that has to be known there.
            area_name: Its name.
        """

    def counterparts(
        self,
        *,
        task: IRI | str | int | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which tasks do the same kind of work for different communities?

        The links are a curator's judgement, each with its reason.

        Parameters:
            task: Only counterparts of this task.

        Columns:
            one: A task.
            title: Its title.
            other: A task like it.
            other_title: The title of that one.
            rationale: Why they were put side by side.
            confidence: How sure the curator is.
        """

    def general_rules(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which general rules does the document put before its lists of work?

        Columns:
            rule: The rule.
            letter: The letter that the document gives it.
            name: Its name.
            as_written: The document's words.
            aspects: The sides of the work that it names.
        """

    def indirectly_required(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which tasks does the UK require only indirectly?

        Columns:
            task: The task.
            number: Its number.
            title: Its title.
            uk_involvement: How the UK takes part.
        """

    def involvement(
        self,
        *,
        group: IRI | str | int | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """In how many tasks does the UK take which part?

        Parameters:
            group: Only tasks of this group.

        Columns:
            part: The way of taking part.
            name: Its name; 'none' is a value that the document states.
            tasks: How many tasks have it.
            numbers: The numbers of the tasks.
        """

    def leadership(
        self,
        *,
        involvement: IRI | str | int | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which tasks does the UK lead, alone or with others?

        Parameters:
            involvement: Only this kind of leadership: leads, co-leads or co-chairs.

        Columns:
            task: The task.
            number: Its number.
            title: Its title.
            uk_involvement: The kind of leadership.
            work_packages: The work packages that carry it.
        """

    def required_but_uninvolved(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which tasks does the UK require and take no part in?

        Columns:
            task: The task.
            number: Its number.
            title: Its title.
            group_name: The block of the register.
        """

    def task_areas(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Into which areas is the daily work sorted?

        Columns:
            area: The task area.
            name: Its name.
            position: Its place in the document's list.
            activities: The kinds of work listed under it.
            tasks: The numbers of the tasks that a curator sorted into it.
        """

    def task(
        self,
        task: IRI | str | int,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """What does the graph say about one task?

        Everything about it: register entry, effort, areas, roles, counterparts, requirements, anomalies and
        source cells, each with the layer of the file that states it.

        Parameters:
            task: The task, by number or title.

        Columns:
            about: What kind of statement it is.
            value: The value or the resource that the task is linked with.
            name: The value in words.
            layer: Who vouches for it: the layer of the file that states it.
        """

    def tasks_per_group(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """How many tasks does each group have?

        Columns:
            task_group: The block of the register.
            name: Its name.
            tasks: How many tasks it lists.
            first_number: The lowest task number.
            last_number: The highest task number.
        """

    def tasks_per_work_package(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which tasks does each work package carry?

        A task in several work packages counts in each of them, for the document states no split.

        Columns:
            package: The work package; the document gives it a number and no title.
            name: Its name.
            tasks: How many tasks it carries.
            numbers: The numbers of the tasks.
        """

    def tasks_without_work_package(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which tasks have no work package?

        Columns:
            task: The task.
            number: Its number.
            title: Its title.
            group_name: The block of the register.
            uk_involvement: How the UK takes part.
        """

    def tasks(
        self,
        *,
        group: IRI | str | int | None = ...,
        work_package: IRI | str | int | None = ...,
        involvement: IRI | str | int | None = ...,
        requirement: IRI | str | int | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which service tasks are there?

        All 45 tasks of the register, or those of a group, a work package, an involvement or a UK requirement.

        Parameters:
            group: Only tasks of this group.
            work_package: Only tasks that this work package carries.
            involvement: Only tasks with this UK involvement.
            requirement: Only tasks that the UK requires in this way: yes or indirectly.

        Columns:
            task: The task.
            number: Its number in the register.
            title: Its title.
            group_name: The block of the register that lists it.
            uk_requirement: Whether the UK needs it.
            uk_involvement: How the UK takes part.
            work_packages: The work packages that carry it; empty where none is named.
        """

class AsyncQuestions(AnyAsyncQuestions):
    async def coverage_summary(
        self,
        *,
        group: IRI | str | int | None = ...,
        on: datetime.date | str | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """How well is each task covered?"""

    async def holders(
        self,
        *,
        on: datetime.date | str | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Who is there, and how much time does everybody have left?"""

    async def missing_for(
        self,
        task: IRI | str | int,
        holder: IRI | str | int,
        *,
        on: datetime.date | str | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """What is a holder missing for a task?"""

    async def requirements(
        self,
        task: IRI | str | int,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """What does a task require?"""

    async def single_points_of_failure(
        self,
        *,
        on: datetime.date | str | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which tasks and essential requirements hang on exactly one holder?"""

    async def tasks_for_holder(
        self,
        holder: IRI | str | int,
        *,
        on: datetime.date | str | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which tasks can a holder cover?"""

    async def unmapped_tasks(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which tasks have no skill requirements, or none that was reviewed?"""

    async def who_can_cover(
        self,
        task: IRI | str | int,
        *,
        on: datetime.date | str | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Who can cover a task?"""

    async def who_covers(
        self,
        task: IRI | str | int,
        *,
        on: datetime.date | str | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Who covers a task, and until when at least?"""

    async def fte_by_group(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """How much effort does each task group take in all?"""

    async def fte_by_source(
        self,
        *,
        group: IRI | str | int | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """How much effort does each funding source pay for?"""

    async def fte_by_work_package(
        self,
        *,
        group: IRI | str | int | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """How much of its project's effort goes into each work package?"""

    async def funding_exposure(
        self,
        source: IRI | str | int,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """What is lost if a funding source ends?"""

    async def multi_funded(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which tasks have more than one funding source?"""

    async def published_figures(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Do the published summaries agree with the rows of the table?"""

    async def task_effort(
        self,
        task: IRI | str | int,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """How much effort does a task take, and who pays?"""

    async def uk_fte_ranking(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which UK services take most GridPP effort?"""

    async def undecidable_funding(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Where can the funding source not be decided?"""

    async def onboarding_steps(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """In which steps is a new virtual organisation brought on board?"""

    async def step_prerequisites(
        self,
        step: IRI | str | int,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """What must be done before an on-boarding step?"""

    async def support_activities(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """What does ongoing support of a virtual organisation consist of?"""

    async def support_examples(
        self,
        *,
        vo: IRI | str | int | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which examples of support does the document give?"""

    async def vo_status(
        self,
        *,
        vo: IRI | str | int | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """How far has the on-boarding of a virtual organisation got?"""

    async def anomalies(
        self,
        *,
        task: IRI | str | int | None = ...,
        line: int | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """What is odd in the document, and how was it read?"""

    async def find_in_source(
        self,
        text: str,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Where does the document say something?"""

    async def interpretations(
        self,
        *,
        confidence: IRI | str | int | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which judgements of curators has nobody reviewed yet?"""

    async def provenance(
        self,
        resource: IRI | str | int,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Where does something in the graph come from?"""

    async def common_skills(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which skills do all roles have in common?"""

    async def concerns(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which concerns does everybody have to deal with?"""

    async def role_skills(
        self,
        role: IRI | str | int,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which skills does a role call for?"""

    async def roles(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which roles are there, and what does each lean towards?"""

    async def skill_prerequisites(
        self,
        skill: IRI | str | int,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """What should be learned before a skill?"""

    async def skills(
        self,
        *,
        text: str | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which skills are in the catalogue?"""

    async def tier_dependencies(
        self,
        tier: IRI | str | int,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """What does a storey of the pyramid rest on?"""

    async def counterparts(
        self,
        *,
        task: IRI | str | int | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which tasks do the same kind of work for different communities?"""

    async def general_rules(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which general rules does the document put before its lists of work?"""

    async def indirectly_required(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which tasks does the UK require only indirectly?"""

    async def involvement(
        self,
        *,
        group: IRI | str | int | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """In how many tasks does the UK take which part?"""

    async def leadership(
        self,
        *,
        involvement: IRI | str | int | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which tasks does the UK lead, alone or with others?"""

    async def required_but_uninvolved(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which tasks does the UK require and take no part in?"""

    async def task_areas(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Into which areas is the daily work sorted?"""

    async def task(
        self,
        task: IRI | str | int,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """What does the graph say about one task?"""

    async def tasks_per_group(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """How many tasks does each group have?"""

    async def tasks_per_work_package(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which tasks does each work package carry?"""

    async def tasks_without_work_package(
        self,
        *,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which tasks have no work package?"""

    async def tasks(
        self,
        *,
        group: IRI | str | int | None = ...,
        work_package: IRI | str | int | None = ...,
        involvement: IRI | str | int | None = ...,
        requirement: IRI | str | int | None = ...,
        labels: bool = ...,
        timeout: float | None = ...,
    ) -> Result:
        """Which service tasks are there?"""
