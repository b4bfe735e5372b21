/**
 * Keys of Spark 3.3 that belong to the whole application: `spark.conf.set` refuses them, however a session is
 * configured. Recorded from the registry of Spark 3.3.4, without `spark.` in front.
 */
export const CORE_KEYS: ReadonlySet<string> = keys(`
acls.enable admin.acls admin.acls.groups app.attempt.id appStateStore.asyncTracking.enable archives
authenticate authenticate.enableSaslEncryption authenticate.secret authenticate.secret.driver.file
authenticate.secret.executor.file authenticate.secret.file authenticate.secretBitLength
barrier.sync.timeout block.failures.beforeLocationRefresh blockManager.port
broadcast.UDFCompressionThreshold broadcast.blockSize broadcast.checksum broadcast.compress
buffer.pageSize buffer.size buffer.write.chunkSize checkpoint.compress cleaner.periodicGC.interval
cleaner.referenceTracking cleaner.referenceTracking.blocking
cleaner.referenceTracking.blocking.shuffle cleaner.referenceTracking.cleanCheckpoints cores.max
decommission.enabled diskStore.subDirectories driver.bindAddress driver.blockManager.port
driver.cores driver.extraClassPath driver.extraJavaOptions driver.extraLibraryPath driver.host
driver.log.allowErasureCoding driver.log.dfsDir driver.log.layout driver.log.persistToDfs.enabled
driver.maxResultSize driver.memory driver.memoryOverhead driver.memoryOverheadFactor driver.port
driver.resourcesFile driver.supervise driver.userClassPathFirst
dynamicAllocation.cachedExecutorIdleTimeout dynamicAllocation.enabled
dynamicAllocation.executorAllocationRatio dynamicAllocation.executorIdleTimeout
dynamicAllocation.initialExecutors dynamicAllocation.maxExecutors dynamicAllocation.minExecutors
dynamicAllocation.schedulerBacklogTimeout dynamicAllocation.shuffleTracking.enabled
dynamicAllocation.shuffleTracking.timeout dynamicAllocation.sustainedSchedulerBacklogTimeout
dynamicAllocation.testing eventLog.buffer.kb eventLog.compress eventLog.compression.codec
eventLog.dir eventLog.enabled eventLog.erasureCoding.enabled
eventLog.gcMetrics.oldGenerationGarbageCollectors
eventLog.gcMetrics.youngGenerationGarbageCollectors eventLog.logBlockUpdates.enabled
eventLog.logStageExecutorMetrics eventLog.longForm.enabled eventLog.overwrite
eventLog.rolling.enabled eventLog.rolling.maxFileSize eventLog.testing
excludeOnFailure.application.fetchFailure.enabled
excludeOnFailure.application.maxFailedExecutorsPerNode
excludeOnFailure.application.maxFailedTasksPerExecutor excludeOnFailure.enabled
excludeOnFailure.killExcludedExecutors excludeOnFailure.killExcludedExecutors.decommission
excludeOnFailure.stage.maxFailedExecutorsPerNode excludeOnFailure.stage.maxFailedTasksPerExecutor
excludeOnFailure.task.maxTaskAttemptsPerExecutor excludeOnFailure.task.maxTaskAttemptsPerNode
excludeOnFailure.timeout executor.allowSparkContext executor.cores
executor.decommission.forceKillTimeout executor.decommission.killInterval
executor.decommission.signal executor.extraClassPath executor.extraJavaOptions
executor.extraLibraryPath executor.heartbeat.dropZeroAccumulatorUpdates
executor.heartbeat.maxFailures executor.heartbeatInterval executor.id executor.instances
executor.killOnFatalError.depth executor.logs.rolling.enableCompression
executor.logs.rolling.maxRetainedFiles executor.logs.rolling.maxSize executor.logs.rolling.strategy
executor.logs.rolling.time.interval executor.memory executor.memoryOverhead
executor.memoryOverheadFactor executor.metrics.fileSystemSchemes executor.metrics.pollingInterval
executor.processTreeMetrics.enabled executor.pyspark.memory executor.userClassPathFirst
extraListeners files files.fetchFailure.unRegisterOutputOnHost files.ignoreCorruptFiles
files.ignoreMissingFiles files.maxPartitionBytes files.openCostInBytes hadoopRDD.ignoreEmptySplits
history.custom.executor.log.url history.custom.executor.log.url.applyIncompleteApplication
history.fs.cleaner.enabled history.fs.cleaner.interval history.fs.cleaner.maxAge
history.fs.cleaner.maxNum history.fs.driverlog.cleaner.enabled history.fs.driverlog.cleaner.interval
history.fs.driverlog.cleaner.maxAge history.fs.endEventReparseChunkSize
history.fs.eventLog.rolling.compaction.score.threshold history.fs.eventLog.rolling.maxFilesToRetain
history.fs.inProgressOptimization.enabled history.fs.logDirectory history.fs.numReplayThreads
history.fs.safemodeCheck.interval history.fs.update.interval history.kerberos.enabled
history.kerberos.keytab history.kerberos.principal history.provider history.retainedApplications
history.store.hybridStore.diskBackend history.store.hybridStore.enabled
history.store.hybridStore.maxMemoryUsage history.store.maxDiskUsage history.store.path
history.ui.acls.enable history.ui.admin.acls history.ui.admin.acls.groups history.ui.maxApplications
history.ui.port io.compression.codec io.compression.lz4.blockSize io.compression.snappy.blockSize
io.compression.zstd.bufferPool.enabled io.compression.zstd.bufferSize io.compression.zstd.level
io.crypto.cipher.transformation io.encryption.enabled io.encryption.keySizeBits
io.encryption.keygen.algorithm io.warning.largeFileThreshold jars jars.excludes jars.ivy
jars.ivySettings jars.packages jars.repositories kerberos.access.hadoopFileSystems kerberos.keytab
kerberos.principal kerberos.relogin.period kerberos.renewal.credentials kryo.classesToRegister
kryo.pool kryo.referenceTracking kryo.registrationRequired kryo.registrator kryo.unsafe
kryoserializer.buffer kryoserializer.buffer.max locality.wait locality.wait.legacyResetOnTaskLaunch
locality.wait.node locality.wait.process locality.wait.rack log.callerContext master.rest.enabled
master.rest.port master.ui.decommission.allow.mode master.ui.port memory.fraction
memory.offHeap.enabled memory.offHeap.size memory.storageFraction metrics.appStatusSource.enabled
metrics.conf metrics.executorMetricsSource.enabled metrics.namespace metrics.staticSources.enabled
modify.acls modify.acls.groups network.crypto.enabled network.crypto.saslFallback
network.maxRemoteBlockSizeFetchToMem network.remoteReadNioBufferConversion network.timeout
network.timeoutInterval plugins pyspark.driver.python pyspark.python
python.authenticate.socketTimeout python.daemon.module python.task.killTimeout python.use.daemon
python.worker.faulthandler.enabled python.worker.module python.worker.reuse
rdd.checkpoint.cachePreferredLocsExpireTime rdd.compress rdd.limit.scaleUpFactor
rdd.parallelListingThreshold redaction.regex redaction.string.regex
reducer.maxBlocksInFlightPerAddress reducer.maxReqsInFlight reducer.maxSizeInFlight
resources.discoveryPlugin resources.warnings.testing rpc.askTimeout rpc.connect.threads
rpc.io.numConnectionsPerPeer rpc.io.threads rpc.lookupTimeout rpc.message.maxSize
rpc.netty.dispatcher.numThreads rpc.numRetries rpc.retry.wait scheduler.allocation.file
scheduler.barrier.maxConcurrentTasksCheck.interval
scheduler.barrier.maxConcurrentTasksCheck.maxFailures
scheduler.excludeOnFailure.unschedulableTaskSetTimeout scheduler.executorTaskExcludeOnFailureTime
scheduler.listenerbus.eventqueue.capacity scheduler.listenerbus.logSlowEvent
scheduler.listenerbus.logSlowEvent.threshold scheduler.listenerbus.metrics.maxListenerClassesTimed
scheduler.maxRegisteredResourcesWaitingTime scheduler.minRegisteredResourcesRatio scheduler.mode
scheduler.resource.profileMergeConflicts scheduler.revive.interval security.credentials.renewalRatio
security.credentials.retryWait serializer serializer.extraDebugInfo serializer.objectStreamReset
shuffle.accurateBlockSkewedFactor shuffle.accurateBlockThreshold shuffle.checksum.algorithm
shuffle.checksum.enabled shuffle.compress shuffle.detectCorrupt shuffle.detectCorrupt.useExtraMemory
shuffle.file.buffer shuffle.manager shuffle.mapOutput.dispatcher.numThreads
shuffle.mapOutput.minSizeForBroadcast shuffle.mapOutput.parallelAggregationThreshold
shuffle.mapStatus.compression.codec shuffle.maxAccurateSkewedBlockNumber
shuffle.maxAttemptsOnNettyOOM shuffle.minNumPartitionsToHighlyCompress shuffle.push.enabled
shuffle.push.finalize.timeout shuffle.push.maxBlockBatchSize shuffle.push.maxBlockSizeToPush
shuffle.push.maxRetainedMergerLocations shuffle.push.merge.finalizeThreads
shuffle.push.mergersMinStaticThreshold shuffle.push.mergersMinThresholdRatio
shuffle.push.minCompletedPushRatio shuffle.push.minShuffleSizeToWait shuffle.push.numPushThreads
shuffle.push.results.timeout shuffle.readHostLocalDisk shuffle.reduceLocality.enabled
shuffle.registration.maxAttempts shuffle.registration.timeout shuffle.service.db.enabled
shuffle.service.enabled shuffle.service.fetch.rdd.enabled shuffle.service.name shuffle.service.port
shuffle.service.removeShuffle shuffle.sort.bypassMergeThreshold shuffle.sort.initialBufferSize
shuffle.sort.io.plugin.class shuffle.sort.useRadixSort shuffle.spill.batchSize
shuffle.spill.compress shuffle.spill.diskWriteBufferSize shuffle.spill.initialMemoryThreshold
shuffle.spill.numElementsForceSpillThreshold shuffle.sync shuffle.unsafe.fastMergeEnabled
shuffle.unsafe.file.output.buffer shuffle.useOldFetchProtocol speculation speculation.interval
speculation.minTaskRuntime speculation.multiplier speculation.quantile
speculation.task.duration.threshold standalone.submit.waitAppCompletion
storage.blockManagerHeartbeatTimeoutMs storage.blockManagerMasterDriverHeartbeatTimeoutMs
storage.blockManagerTimeoutIntervalMs storage.cachedPeersTtl storage.cleanupFilesAfterExecutorExit
storage.decommission.enabled storage.decommission.fallbackStorage.cleanUp
storage.decommission.fallbackStorage.path storage.decommission.maxReplicationFailuresPerBlock
storage.decommission.rddBlocks.enabled storage.decommission.replicationReattemptInterval
storage.decommission.shuffleBlocks.enabled storage.decommission.shuffleBlocks.maxDiskSize
storage.decommission.shuffleBlocks.maxThreads storage.exceptionOnPinLeak
storage.localDiskByExecutors.cacheSize storage.maxReplicationFailures storage.memoryMapLimitForTests
storage.memoryMapThreshold storage.replication.policy storage.replication.proactive
storage.replication.topologyFile storage.replication.topologyMapper storage.unrollMemoryCheckPeriod
storage.unrollMemoryGrowthFactor storage.unrollMemoryThreshold submit.deployMode
submit.proxyUser.allowCustomClasspathInClusterMode submit.pyFiles task.cpus task.maxDirectResultSize
task.maxFailures task.reaper.enabled task.reaper.killTimeout task.reaper.pollingInterval
task.reaper.threadDump taskMetrics.trackUpdatedBlockStatuses test.noStageRetry testing
testing.dynamicAllocation.schedule.enabled testing.memory testing.nCoresPerExecutor
testing.nExecutorsPerHost testing.nHosts testing.reservedMemory testing.resourceProfileManager
testing.skipValidateCores ui.allowFramingFrom ui.consoleProgress.update.interval
ui.custom.executor.log.url ui.dagGraph.retainedRootRDDs ui.enabled ui.filters ui.killEnabled
ui.liveUpdate.minFlushPeriod ui.liveUpdate.period ui.port ui.prometheus.enabled ui.proxyRedirectUri
ui.requestHeaderSize ui.retainedDeadExecutors ui.retainedJobs ui.retainedStages ui.retainedTasks
ui.reverseProxy ui.reverseProxyUrl ui.showConsoleProgress ui.strictTransportSecurity
ui.threadDumpsEnabled ui.timeline.executors.maximum ui.timeline.jobs.maximum
ui.timeline.stages.maximum ui.timeline.tasks.maximum ui.view.acls ui.view.acls.groups
ui.xContentTypeOptions.enabled ui.xXssProtection unsafe.exceptionOnMemoryLeak
unsafe.sorter.spill.read.ahead.enabled unsafe.sorter.spill.reader.buffer.size user.groups.mapping
worker.executorStateSync.maxAttempts yarn.dist.forceDownloadSchemes yarn.dist.pyFiles yarn.isPython
yarn.kerberos.renewal.excludeHadoopFileSystems yarn.stagingDir
`);

/** Keys of SQL that cannot be changed once a session runs. */
export const STATIC_SQL_KEYS: ReadonlySet<string> = keys(`
sql.broadcastExchange.maxThreadThreshold sql.cache.serializer sql.catalogImplementation
sql.codegen.cache.maxEntries sql.codegen.comments sql.debug
sql.defaultUrlStreamHandlerFactory.enabled sql.event.truncate.length sql.extensions
sql.filesourceTableRelationCacheSize sql.globalTempDatabase sql.hive.thriftServer.singleSession
sql.legacy.sessionInitWithConfigDefaults sql.metadataCacheTTLSeconds sql.queryExecutionListeners
sql.sources.disabledJdbcConnProviderList sql.sources.schemaStringLengthThreshold
sql.streaming.streamingQueryListeners sql.streaming.ui.enabled
sql.streaming.ui.enabledCustomMetricList sql.streaming.ui.retainedProgressUpdates
sql.streaming.ui.retainedQueries sql.subquery.maxThreadThreshold sql.ui.retainedExecutions
sql.warehouse.dir
`);

function keys(text: string): ReadonlySet<string> {
  return new Set(
    text
      .trim()
      .split(/\s+/)
      .map((key) => `spark.${key}`),
  );
}
