{{/* The name of the chart, or what replaces it. */}}
{{- define "twin-operator.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* The name of the objects: the release's, with the chart's unless it is in there already. */}}
{{- define "twin-operator.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- $name := include "twin-operator.name" . }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{/* Labels that select the pod; they never change between versions. */}}
{{- define "twin-operator.selectorLabels" -}}
app.kubernetes.io/name: {{ include "twin-operator.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* Labels of every object. */}}
{{- define "twin-operator.labels" -}}
{{ include "twin-operator.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* The ServiceAccount that the operator runs as. */}}
{{- define "twin-operator.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "twin-operator.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{/* The image; there is none to fall back on. */}}
{{- define "twin-operator.image" -}}
{{- if not .Values.image.repository }}
{{- fail "image.repository is empty. No image of twin-operator is published yet: build one with the project's Dockerfile, push it to a registry of yours and set image.repository to it." }}
{{- end }}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}

{{/* What the operator may do where it reconciles. */}}
{{- define "twin-operator.rules" -}}
# The kinds that people write: read, and annotated or given a finalizer, but never created or deleted.
- apiGroups: [twin-operator.io]
  resources: [iothubs, deviceconfigs, fleetrollouts]
  verbs: [get, list, watch, patch, update]
- apiGroups: [twin-operator.io]
  resources: [iothubs/status, deviceconfigs/status, fleetrollouts/status]
  verbs: [get, patch, update]
# A rollout's memory, the operator's own; nobody watches it.
- apiGroups: [twin-operator.io]
  resources: [fleetrolloutledgers]
  verbs: [get, list, create, update, delete]
# Connection strings and certificate authorities. Watched, so that a changed one takes effect at once.
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, list, watch]
# JSON Schemas that DeviceConfigs name, and no other ConfigMap. Watched, so that a changed one takes effect at once.
- apiGroups: [""]
  resources: [configmaps]
  verbs: [get, list, watch]
# Events, which tell of transitions; one that repeats is found again and its count raised.
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [get, create, update]
{{- end }}
