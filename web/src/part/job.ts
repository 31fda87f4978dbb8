// What a job that failed says: the server keeps its code, and says it in the reader's language.
import { ApiError, get, type Job } from '@/api/http'

export async function jobFailure(job: Job): Promise<ApiError> {
  const code = job.error ?? ''
  const said = await get<{ message: string }>(`/v1/errors/${code}`).catch(() => null)
  return new ApiError(0, code, said?.message ?? code)
}
