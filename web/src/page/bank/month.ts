// A month as far as the reader may see it: what is there, what waits, which step is next.
import { computed, reactive, ref, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'

import { all, ApiError, get, type Page } from '@/api/http'
import type { FlowStep } from '@/part/FlowSteps.vue'
import { useSession } from '@/store/session'

import {
  SIGNER_PERMISSION,
  SIGNER_ROLES,
  type Filing,
  type Finding,
  type MonthRow,
  type Seal,
  type Submission,
  type ToDetermine,
} from './types'

export type StepName = 'import' | 'run' | 'determine' | 'findings' | 'sign' | 'file'
const FINDINGS_MOST = 20_000
/** The check that only a run closes, once all is determined and confirmed. */
const DETERMINATION_CHECK = 'common.determination_missing'

export interface MonthFacts {
  month: MonthRow | null
  submissions: Submission[] | null
  /** Lines of the newest run that could not be read; null when not seen. */
  refused: number | null
  toDetermine: ToDetermine[] | null
  findings: Finding[] | null
  filing: Filing | null
  seals: Seal[]
  staged: number
}

interface Summary {
  refused: number
  lines: number
  accepted: number
}

/** A part that the reader may not see, or that is not there yet, is left out. */
async function soft<T>(asked: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await asked
  } catch (reason) {
    if (reason instanceof ApiError && [403, 404].includes(reason.status)) return otherwise
    throw reason
  }
}

export function useMonth(month: Ref<string>) {
  const { t } = useI18n()
  const session = useSession()
  const facts = reactive<MonthFacts>({
    month: null,
    submissions: null,
    refused: null,
    toDetermine: null,
    findings: null,
    filing: null,
    seals: [],
    staged: 0,
  })
  const busy = ref(true)
  const failed = ref<unknown>(null)
  const path = computed(() => `/v1/months/${month.value}`)

  async function askFiling() {
    if (!session.may('filing.read')) return
    const filter = `month=${month.value},state!=dropped`
    const rows = await soft(all<Filing>('/v1/filings', { filter, sort: '-revision' }), [])
    facts.filing = rows[0] ?? null
    facts.seals = facts.filing
      ? await soft(all<Seal>('/v1/filing_seals', { filter: `filing=${facts.filing.id}` }), [])
      : []
  }

  async function askRun() {
    if (!session.may('submission.read')) return
    const summary = await soft(get<Summary | null>(`${path.value}/summary`), null)
    facts.refused = summary?.refused ?? null
  }

  async function ask() {
    busy.value = true
    failed.value = null
    const wanted = month.value
    try {
      const filter = `month=${wanted}`
      const parts: Promise<unknown>[] = [
        soft(get<MonthRow | null>(path.value), null).then((row) => (facts.month = row)),
        askFiling(),
        askRun(),
      ]
      if (session.may('submission.read'))
        parts.push(
          soft(all<Submission>('/v1/submissions', { filter, sort: '-revision' }), null).then(
            (rows) => (facts.submissions = rows),
          ),
        )
      if (session.may('submission.send'))
        parts.push(
          soft(get<Page<unknown>>(`${path.value}/staged`, { limit: 500 }), null).then(
            (page) => (facts.staged = page?.data.length ?? 0),
          ),
        )
      if (session.may('determination.read'))
        parts.push(
          soft(all<ToDetermine>(`${path.value}/to_determine`), null).then(
            (rows) => (facts.toDetermine = rows),
          ),
        )
      if (session.may('finding.read'))
        parts.push(
          soft(all<Finding>(`${path.value}/findings`, {}, FINDINGS_MOST), null).then(
            (rows) => (facts.findings = rows),
          ),
        )
      await Promise.all(parts)
    } catch (reason) {
      if (wanted === month.value) failed.value = reason
    }
    busy.value = false
  }
  watch(month, ask, { immediate: true })

  const counts = computed(() => {
    const open = facts.findings?.filter((each) => each.state === 'open') ?? []
    return {
      open: open.length,
      hard: open.filter((each) => each.severity === 'hard').length,
      proposed: facts.findings?.filter((each) => each.state === 'proposed').length ?? 0,
      determine: facts.toDetermine?.filter((each) => !each.made).length ?? 0,
      review: facts.toDetermine?.filter((each) => each.made).length ?? 0,
      refused: facts.refused ?? 0,
      sent: facts.submissions?.length ?? 0,
      seals: facts.seals.length,
    }
  })
  const ran = computed(() => Boolean(facts.month?.run))
  /** Files were handed in after the newest run, or it never came to an end. */
  const stale = computed(() => facts.submissions?.[0]?.state === 'received')
  /** Determinations were confirmed after the newest run, which does not know of them. */
  const rerun = computed(
    () =>
      facts.toDetermine !== null &&
      counts.value.determine + counts.value.review === 0 &&
      (facts.findings ?? []).some(
        (each) => each.state === 'open' && each.check === DETERMINATION_CHECK,
      ),
  )
  const filed = computed(() => ['filed', 'closed'].includes(facts.month?.state ?? ''))

  /** The step that somebody has to take now. */
  const now = computed<StepName | null>(() => {
    if (filed.value) return null
    if (!facts.month || facts.staged > 0) return 'import'
    if (!ran.value || stale.value) return 'run'
    if (counts.value.refused > 0) return 'import'
    if (counts.value.determine + counts.value.review > 0) return 'determine'
    if (rerun.value) return 'run'
    if (counts.value.open + counts.value.proposed > 0) return 'findings'
    if (facts.month.state === 'trial') return 'run'
    return facts.filing?.state === 'signed' ? 'file' : 'sign'
  })

  const ORDER: StepName[] = ['import', 'run', 'determine', 'findings', 'sign', 'file']
  const at = computed(() => (now.value ? ORDER.indexOf(now.value) : ORDER.length))

  function note(name: StepName): string {
    const n = counts.value
    switch (name) {
      case 'import':
        if (n.refused) return t('bank.note_refused', { count: n.refused })
        return n.sent ? t('bank.note_sent', { count: n.sent }) : ''
      case 'run':
        return facts.month?.run ? t('bank.note_run', { run: facts.month.run }) : ''
      case 'determine':
        if (n.determine) return t('bank.note_determine', { count: n.determine })
        return n.review ? t('bank.note_review', { count: n.review }) : ''
      case 'findings':
        if (n.open) return t('bank.note_open', { count: n.open, hard: n.hard })
        return n.proposed ? t('bank.note_proposed', { count: n.proposed }) : ''
      case 'sign':
        return facts.filing ? t('bank.note_seals', { count: n.seals }) : ''
      case 'file':
        return filed.value ? t('bank.note_filed') : ''
    }
  }

  function state(name: StepName): FlowStep['state'] {
    const n = counts.value
    if (filed.value) return 'done'
    if (name === 'import' && ran.value && n.refused) return 'fault'
    if (name === 'findings' && n.hard && ran.value && !stale.value) return 'fault'
    if (now.value === name) return 'now'
    // What nobody has to wait for may go on beside the step that is next.
    if (name === 'determine' && ran.value && n.determine + n.review) return 'now'
    if (name === 'findings' && ran.value && n.open + n.proposed) return 'now'
    if (name === 'determine' || name === 'findings') return ran.value ? 'done' : 'later'
    if (name === 'run') return ran.value && !stale.value ? 'done' : 'later'
    return ORDER.indexOf(name) < at.value ? 'done' : 'later'
  }

  const PAGE: Record<StepName, string> = {
    import: 'import',
    run: 'import',
    determine: 'determine',
    findings: 'findings',
    sign: 'filing',
    file: 'filing',
  }
  const NEEDS: Record<StepName, string[]> = {
    import: ['submission.read'],
    run: ['submission.read'],
    determine: ['determination.read'],
    findings: ['finding.read'],
    sign: ['filing.read'],
    file: ['filing.read'],
  }
  const linkOf = (name: StepName) => `/months/${month.value}/${PAGE[name]}`

  const steps = computed<FlowStep[]>(() =>
    ORDER.map((name) => {
      const shown = note(name)
      const step: FlowStep = { title: t('bank.step_' + name), state: state(name) }
      if (shown) step.note = shown
      if (session.may(NEEDS[name])) step.to = linkOf(name)
      return step
    }),
  )

  /** Roles in which this person may still sign. */
  const mySigns = computed(() => {
    if (facts.filing?.state !== 'draft') return []
    if (facts.seals.some((seal) => seal.actor === session.account)) return []
    return SIGNER_ROLES.filter(
      (role) =>
        session.may(SIGNER_PERMISSION[role]) &&
        !facts.seals.some((seal) => seal.signer_role === role),
    )
  })

  /** What is to be done next, who does it, and whether that is the reader. */
  const next = computed(() => {
    const name = now.value
    if (!name) return { what: t('bank.next_none'), who: '', mine: false, verb: '', to: '' }
    const n = counts.value
    const of = (key: string, who: string, mine: boolean, to: string, values = {}) => ({
      what: t('bank.next_' + key, values),
      who: t('bank.role_' + who),
      mine,
      verb: t('bank.verb_' + key),
      to,
    })
    const maker = session.may('submission.send')
    if (name === 'import') {
      if (facts.staged) return of('staged', 'maker', maker, linkOf(name), { count: facts.staged })
      if (n.refused) return of('refused', 'maker', maker, linkOf(name), { count: n.refused })
      return of('import', 'maker', maker, linkOf(name))
    }
    if (name === 'run') {
      const key = rerun.value && !stale.value ? 'rerun' : 'run'
      return of(key, 'maker', session.may('month.run'), linkOf(name))
    }
    if (name === 'determine') {
      if (n.determine)
        return of('determine', 'branch', session.may('determination.make'), linkOf(name), {
          count: n.determine,
        })
      const to = `/months/${month.value}/review`
      return of('review', 'checker', session.may('determination.check'), to, { count: n.review })
    }
    if (name === 'findings') {
      if (n.open)
        return of('findings', 'maker', session.may('finding.close'), linkOf(name), {
          count: n.open,
          hard: n.hard,
        })
      const to = `/months/${month.value}/explanations`
      return of('explanations', 'checker', session.may('finding.check'), to, { count: n.proposed })
    }
    if (name === 'file') return of('file', 'responsible', session.may('filing.sign'), linkOf(name))
    if (!facts.filing) return of('freeze', 'maker', session.may('filing.make'), linkOf(name))
    const open = SIGNER_ROLES.filter(
      (role) => !facts.seals.some((seal) => seal.signer_role === role),
    )
    const sign = of('sign', 'maker', mySigns.value.length > 0, linkOf(name), {
      roles: open.map((role) => t('bank.signer_' + role)).join('、'),
    })
    return { ...sign, who: open.map((role) => t('bank.signer_' + role)).join('、') }
  })

  return { facts, counts, busy, failed, ask, steps, now, next, filed, ran, stale, mySigns }
}
